import type { KmmModule } from '../domain/kmm/module';
import type { StatusModule } from '../domain/preflight/status-modules';
import { aModule, aPreflight } from '../testing/builders';
import { isOutdated, joinModuleRows } from './module-row';
import type { ModuleVerdict } from './module-verdict';

function aVerdict(name: string, overrides: Partial<ModuleVerdict> = {}): ModuleVerdict {
  return {
    preflightUid: 'preflight-uid',
    namespace: 'drivers',
    module: { name, uid: 'module-uid' },
    status: 'Success',
    reason: 'ImageVerified',
    message: '',
    checks: [],
    needed: true,
    attempts: 1,
    observed: { preflightGeneration: 1, moduleGeneration: 1 },
    ...overrides,
  };
}

function anEntry(name: string, overrides: Partial<StatusModule> = {}): StatusModule {
  return {
    namespace: 'drivers',
    name,
    verificationStatus: 'Success',
    verificationStage: 'Done',
    lastTransitionTime: '2026-11-22T12:00:00Z',
    ...overrides,
  };
}

describe('joinModuleRows', () => {
  it('puts report, entry and Module of one name into one row', () => {
    const [row, ...others] = joinModuleRows({
      preflight: aPreflight({ statusModules: [anEntry('a')] }),
      verdicts: [aVerdict('a')],
      modules: [aModule({ name: 'a' })],
    });
    expect(others).toEqual([]);
    expect(row).toMatchObject({ namespace: 'drivers', name: 'a', standing: 'passed', outdated: false });
    expect(row).toHaveProperty('verdict.module.name', 'a');
    expect(row).toHaveProperty('entry.name', 'a');
    expect(row).toHaveProperty('module.name', 'a');
  });

  it('sorts by severity, then by namespace and name', () => {
    const failed: Partial<ModuleVerdict> = { status: 'Failure', reason: 'ImageNotFound' };
    const rows = joinModuleRows({
      preflight: aPreflight(),
      verdicts: [
        aVerdict('passed-b'),
        aVerdict('passed-a'),
        aVerdict('failed', { ...failed, namespace: 'z' }),
        aVerdict('not-needed', { ...failed, needed: false }),
        aVerdict('failed', failed),
      ],
      modules: [aModule({ name: 'waiting' })],
    });
    expect(rows.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual([
      'drivers/failed',
      'z/failed',
      'drivers/passed-a',
      'drivers/passed-b',
      'drivers/not-needed',
      'drivers/waiting',
    ]);
    expect(rows.at(-1)).toMatchObject({ standing: 'not-checked' });
  });

  it('trusts the report more than the status', () => {
    const entry = anEntry('a', { verificationStatus: 'InProgress' });
    const sources = {
      preflight: aPreflight({ statusModules: [entry] }),
      verdicts: [aVerdict('a')],
      modules: undefined,
    };
    expect(joinModuleRows(sources)).toMatchObject([{ standing: 'passed' }]);
  });

  it('takes no report of another preflight, and no nameless entry', () => {
    const rows = joinModuleRows({
      preflight: aPreflight({ statusModules: [{ verificationStatus: 'Success' } as StatusModule] }),
      verdicts: [aVerdict('a', { preflightUid: 'another' })],
      modules: [aModule({ name: 'gone', deleting: true })],
    });
    expect(rows).toEqual([]);
  });
});

describe('isOutdated', () => {
  const module: Pick<KmmModule, 'uid' | 'generation'> = { uid: 'module-uid', generation: 1 };

  it.each<[string, typeof module | undefined, number, boolean]>([
    ['is about what is there', module, 1, false],
    ['is about an older preflight', module, 2, true],
    ['is about an older Module', { ...module, generation: 2 }, 1, true],
    ['is about another Module of that name', { ...module, uid: 'new' }, 1, true],
    ['is about a Module that may not be read', undefined, 1, false],
  ])('when a verdict %s', (_name, now, generation, outdated) => {
    expect(isOutdated(aVerdict('a'), now, { generation })).toBe(outdated);
  });
});
