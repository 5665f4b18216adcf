import type { StatusModule } from '../domain/preflight/status-modules';
import { NO_COUNTS } from '../domain/preflight/summary';
import { aPreflight } from '../testing/builders';
import { summarizePreflight } from './preflight-overview';
import type { PreflightReport } from './preflight-report';

const COUNTS = { ...NO_COUNTS, total: 3, failed: 1, passed: 2 };

function aReport(overrides: Partial<PreflightReport['status']> = {}): PreflightReport {
  return {
    metadata: { name: '4.20.1-amd64' },
    status: {
      preflightUID: 'preflight-uid',
      preflightGeneration: 1,
      statusOwner: 'Validator',
      counts: COUNTS,
      conditions: [],
      ...overrides,
    },
  };
}

function anEntry(verificationStatus: StatusModule['verificationStatus']): StatusModule {
  return {
    namespace: 'a',
    name: 'b',
    verificationStatus,
    verificationStage: 'Done',
    lastTransitionTime: '2026-11-22T12:00:00Z',
  };
}

describe('summarizePreflight', () => {
  it('takes the counts of the report', () => {
    expect(summarizePreflight(aPreflight({ release: '4.20.1' }), aReport())).toMatchObject({
      target: '4.20.1',
      architecture: 'amd64',
      kernelType: 'default',
      counts: COUNTS,
      standing: 'failed',
      outdated: false,
      writer: 'Validator',
    });
  });

  it('says that they are about an older spec', () => {
    expect(summarizePreflight(aPreflight({ generation: 2 }), aReport()).outdated).toBe(true);
  });

  it('is called by its kernel when no release is known', () => {
    expect(summarizePreflight(aPreflight({ kernelVersion: '6.1-1.aarch64+64k' }), undefined)).toMatchObject({
      target: '6.1-1.aarch64+64k',
      architecture: 'arm64',
      kernelType: '64k',
    });
  });

  it.each([
    ['no report', undefined],
    ['the report of an earlier preflight of that name', aReport({ preflightUID: 'another' })],
  ])('counts KMM’s status with %s', (_name, report) => {
    const statusModules = [anEntry('Success'), anEntry('Failure'), anEntry('InProgress')];
    expect(summarizePreflight(aPreflight({ statusModules }), report)).toMatchObject({
      counts: { ...NO_COUNTS, total: 3, passed: 1, failed: 1, inProgress: 1 },
      standing: 'failed',
      writer: 'KMMOperator',
    });
  });

  it('says that nobody has checked when nothing was written', () => {
    const overview = summarizePreflight(aPreflight(), undefined);
    expect(overview).toMatchObject({ standing: 'not-checked' });
    expect(overview.counts).toBeUndefined();
    expect(overview.writer).toBeUndefined();
  });
});
