import fc from 'fast-check';
import { aRecord, NOON } from '../../testing/builders';
import type { Reason, VerificationStatus } from './reason';
import { phraseOf, REASONS, traitsOf } from './reason';
import type { StatusInput, StatusModule } from './status-modules';
import { listStatusModules } from './status-modules';

const NOW = new Date(NOON).toISOString();
const BEFORE = '2026-11-01T00:00:00Z';

const input = (name: string, reason?: Reason, message = 'Because of this; do that.'): StatusInput => ({
  namespace: 'drivers',
  name,
  record: reason && aRecord({ reason, status: traitsOf(reason).status, message }),
});
const many = (count: number, reason: Reason | undefined, message?: string): StatusInput[] =>
  Array.from({ length: count }, (_, i) =>
    input(`${reason ?? 'waiting'}-${String(i).padStart(5, '0')}`.toLowerCase(), reason, message),
  );
const bytesOf = (modules: StatusModule[]): number => Buffer.byteLength(JSON.stringify(modules));

const countOf = (modules: StatusModule[], status: VerificationStatus): number =>
  modules.filter(({ verificationStatus }) => verificationStatus === status).length;

describe('one entry', () => {
  const entryOf = (...args: Parameters<typeof input>): StatusModule =>
    listStatusModules([input(...args)], [], NOW).modules[0]!;

  test('has KMM’s fields and nothing else', () => {
    expect(entryOf('a', 'ImageNotFound')).toEqual({
      namespace: 'drivers',
      name: 'a',
      verificationStatus: 'Failure',
      verificationStage: 'Done',
      statusReason: 'verified image does not exist: Because of this; do that.',
      lastTransitionTime: NOW,
    });
  });

  test('a Module that waits is in progress with KMM’s bare phrase', () => {
    expect(entryOf('a')).toMatchObject({
      verificationStatus: 'InProgress',
      verificationStage: 'Image',
      statusReason: 'verification is not finished yet',
    });
  });

  test('the report’s stage Build is KMM’s Image', () => {
    const record = aRecord({ reason: 'BuildRunning', status: 'InProgress', stage: 'Build' });
    const { modules } = listStatusModules([{ namespace: 'n', name: 'm', record }], [], NOW);
    expect(modules[0]).toMatchObject({ verificationStatus: 'InProgress', verificationStage: 'Image' });
  });

  test('a transient one past the deadline is KMM’s absent image', () => {
    const record = aRecord({ reason: 'RegistryUnreachable', status: 'Failure', message: 'no route' });
    const { modules } = listStatusModules([{ namespace: 'n', name: 'm', record }], [], NOW);
    expect(modules[0]).toMatchObject({
      verificationStage: 'Done',
      statusReason: 'verified image does not exist: no route',
    });
  });

  test('a sentence is one line of at most 150 characters', () => {
    const phrase = 'verified image exists: ';
    expect(entryOf('a', 'ImageVerified', ` two\n\tlines `).statusReason).toBe(`${phrase}two lines`);
    expect(entryOf('a', 'ImageVerified', 'x'.repeat(150)).statusReason).toBe(phrase + 'x'.repeat(150));
    expect(entryOf('a', 'ImageVerified', 'x'.repeat(151)).statusReason).toBe(`${phrase}${'x'.repeat(149)}…`);
    expect(entryOf('a', 'ImageVerified', `${'x'.repeat(148)}😀y`).statusReason).toBe(`${phrase}${'x'.repeat(148)}…`);
  });
});

describe('lastTransitionTime', () => {
  const before = (overrides: Partial<StatusModule>): StatusModule[] => [
    {
      namespace: 'drivers',
      name: 'a',
      verificationStatus: 'Failure',
      verificationStage: 'Done',
      statusReason: 'verified image does not exist: another sentence',
      lastTransitionTime: BEFORE,
      ...overrides,
    },
  ];
  const timeAfter = (previous: StatusModule[]): string | undefined =>
    listStatusModules([input('a', 'ImageNotFound')], previous, NOW).modules[0]?.lastTransitionTime;

  test('W7: stays while status and stage stay, whatever the sentence', () =>
    expect(timeAfter(before({}))).toBe(BEFORE));
  test('moves with the status', () => expect(timeAfter(before({ verificationStatus: 'Success' }))).toBe(NOW));
  test('moves with the stage', () => expect(timeAfter(before({ verificationStage: 'Image' }))).toBe(NOW));
  test('another namespace’s Module of that name does not count', () =>
    expect(timeAfter(before({ namespace: 'other' }))).toBe(NOW));
});

test('sorted by namespace, then name; entries of Modules that are gone go too', () => {
  const inputs = [input('b'), { ...input('a'), namespace: 'zoo' }, input('a'), { ...input('z'), namespace: 'apes' }];
  const gone = listStatusModules([input('gone')], [], NOW).modules;
  const { modules } = listStatusModules(inputs, gone, NOW);
  expect(modules.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual([
    'apes/z',
    'drivers/a',
    'drivers/b',
    'zoo/a',
  ]);
});

describe('size', () => {
  const sentence = 'x'.repeat(150);

  test('3,300 entries with full sentences fit as they are', () => {
    const { modules, dropped } = listStatusModules(many(3_300, 'ImageNotFound', sentence), [], NOW);
    expect(dropped).toBe(0);
    expect(bytesOf(modules)).toBeLessThan(1_200_000);
    expect(modules[0]?.statusReason).toContain(sentence);
  });

  test('beyond 1.2 MB every entry has the bare phrase', () => {
    const { modules, dropped } = listStatusModules(many(5_000, 'ImageNotFound', sentence), [], NOW);
    expect(dropped).toBe(0);
    expect(new Set(modules.map(({ statusReason }) => statusReason))).toEqual(
      new Set(['verified image does not exist']),
    );
  });

  test('characters of three and four bytes count as what they weigh', () => {
    const { modules } = listStatusModules(many(3_300, 'ImageNotFound', '漢'.repeat(150)), [], NOW);
    expect(modules[0]?.statusReason).toBe('verified image does not exist');
  });

  test('7,000 bare entries fit whole', () => {
    const { modules, dropped } = listStatusModules(many(7_000, 'ImageVerified', sentence), [], NOW);
    expect([modules.length, dropped]).toEqual([7_000, 0]);
    expect(bytesOf(modules)).toBeLessThan(1_400_000);
  });

  test('beyond 1.4 MB Successes go first, then those in progress; Failures stay', () => {
    const inputs = [...many(4_000, 'ImageVerified'), ...many(3_000, undefined), ...many(3_000, 'ImageNotFound')];
    const { modules, dropped } = listStatusModules(inputs, [], NOW);
    expect(bytesOf(modules)).toBeLessThanOrEqual(1_400_100);
    expect(dropped).toBe(10_000 - modules.length);
    expect(countOf(modules, 'Failure')).toBe(3_000);
    expect(countOf(modules, 'InProgress')).toBe(3_000);
    expect(countOf(modules, 'Success')).toBeLessThan(4_000);
  });

  test('when the Successes are not enough, those in progress follow', () => {
    const inputs = [...many(500, 'ImageVerified'), ...many(5_000, undefined), ...many(5_000, 'ImageNotFound')];
    const { modules } = listStatusModules(inputs, [], NOW);
    expect(countOf(modules, 'Success')).toBe(0);
    expect(countOf(modules, 'InProgress')).toBeLessThan(5_000);
    expect(countOf(modules, 'Failure')).toBe(5_000);
  });

  test('Failures alone stay, however many', () => {
    const { modules, dropped } = listStatusModules(many(9_000, 'ImageNotFound'), [], NOW);
    expect([modules.length, dropped]).toEqual([9_000, 0]);
  });
});

test('whatever is known: every entry starts with KMM’s phrase, and listing again changes nothing', () => {
  const anyInput = fc.record({
    namespace: fc.stringMatching(/^[a-z]{1,3}$/),
    name: fc.stringMatching(/^[a-z]{1,3}$/),
    record: fc.option(
      fc
        .constantFrom(...(Object.keys(REASONS) as Reason[]))
        .chain((reason) =>
          fc
            .string({ unit: 'binary', maxLength: 300 })
            .map((message) => aRecord({ reason, status: traitsOf(reason).status, message })),
        ),
      { nil: undefined },
    ),
  });
  const inputs = fc.uniqueArray(anyInput, { selector: ({ namespace, name }) => `${namespace}/${name}` });
  fc.assert(
    fc.property(inputs, (list) => {
      const { modules } = listStatusModules(list, [], NOW);
      expect(modules).toHaveLength(list.length);
      for (const { namespace, name, record } of list) {
        const entry = modules.find((module) => module.namespace === namespace && module.name === name);
        const phrase = phraseOf(record?.verdict.reason ?? 'Checking', record?.verdict.status ?? 'InProgress');
        expect(entry?.statusReason?.startsWith(phrase)).toBe(true);
        expect(entry?.statusReason?.slice(phrase.length)).toMatch(/^(: .+)?$/s);
        expect(entry?.statusReason?.length).toBeLessThanOrEqual(phrase.length + 2 + 150);
      }
      expect(listStatusModules(list, modules, BEFORE).modules).toEqual(modules);
    }),
  );
});
