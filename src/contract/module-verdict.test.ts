import fc from 'fast-check';
import { aRecord } from '../testing/builders';
import type { KubeObject } from './kube-object';
import { toModuleReport } from './module-report';
import { parseModuleVerdict } from './module-verdict';

const SUBJECT = {
  reportName: 'simple-kmod-00000000',
  preflight: { name: '4.22.3-amd64', uid: 'preflight-uid' },
  module: { namespace: 'drivers', name: 'simple-kmod', uid: 'module-uid' },
  kernelVersion: '5.14.0-570.17.1.el9_6.x86_64',
  architecture: 'amd64',
  kernelType: 'default',
  release: '4.22.3',
};

describe('parseModuleVerdict', () => {
  it('reads what the validator writes', () => {
    const check = { name: 'Image', result: 'Fail', reason: 'ImageNotFound', message: '404' } as const;
    const record = aRecord(
      {
        status: 'Failure',
        reason: 'ImageNotFound',
        message: 'not there',
        checks: [check],
        mapping: { index: 0, kind: 'literal', expression: 'x' },
        image: { reference: 'registry.example.com/a:1' },
      },
      { attempts: 4, nextAttemptAt: Date.UTC(2026, 10, 22, 12, 5) },
    );
    expect(parseModuleVerdict(toModuleReport(SUBJECT, record))).toEqual({
      preflightUid: 'preflight-uid',
      namespace: 'drivers',
      module: { name: 'simple-kmod', uid: 'module-uid' },
      status: 'Failure',
      reason: 'ImageNotFound',
      message: 'not there',
      checks: [check],
      mapping: { index: 0, kind: 'literal', expression: 'x' },
      image: { reference: 'registry.example.com/a:1' },
      nodes: 3,
      needed: true,
      attempts: 4,
      completedAt: '2026-11-22T12:00:00Z',
      nextAttemptAt: '2026-11-22T12:05:00Z',
      since: '2026-11-22T12:00:00Z',
      observed: { preflightGeneration: 1, moduleGeneration: 1 },
    });
  });

  it('keeps a reason and a check of a newer version', () => {
    const status = {
      status: 'Failure',
      reason: 'VermagicMismatch',
      checks: [{ name: 'Vermagic', result: 'Perhaps', reason: 'r' }],
    };
    const verdict = parseModuleVerdict({ metadata: { name: 'x' }, status } as KubeObject);
    expect(verdict).toMatchObject({
      reason: 'VermagicMismatch',
      checks: [{ name: 'Vermagic', result: 'Unknown', reason: 'r', message: '' }],
    });
  });

  it.each([[undefined], [{}], [{ status: 'Perhaps' }]])('has no verdict in %j', (status) => {
    expect(parseModuleVerdict({ metadata: { name: 'x' }, status } as KubeObject)).toBeUndefined();
  });

  it('never throws, whatever the fields hold', () => {
    const odd = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.constant([null, 1]), fc.constant({}));
    const names = ['message', 'checks', 'mapping', 'image', 'nodes', 'observed', 'conditions', 'attempts'];
    const fields = Object.fromEntries(names.map((name) => [name, odd]));
    fc.assert(
      fc.property(fc.record(fields), (status) => {
        const raw = { metadata: { name: 'x' }, status: { ...status, status: 'Failure' } };
        expect(parseModuleVerdict(raw as KubeObject)?.status).toBe('Failure');
      }),
    );
  });
});
