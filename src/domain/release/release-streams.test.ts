import fc from 'fast-check';
import type { PayloadReferences, PayloadTag } from './image-references';
import { selectStreams } from './release-streams';

interface Written {
  machineOs?: string;
  streamClass?: string;
}

/** A release with these tags. */
function payload(tags: Record<string, Written>, version = '4.19.0'): PayloadReferences {
  return {
    version,
    tags: Object.entries(tags).map(([name, { machineOs, streamClass }]): PayloadTag => ({
      name,
      pullSpec: `quay.io/payload/${name}@sha256:${'1'.repeat(64)}`,
      versions: machineOs === undefined ? {} : { machineOs },
      ...(streamClass !== undefined && { streamClass }),
    })),
    refusedTags: [],
  };
}

/** `stream: os version, DTK, node image, extensions, content` in short. */
function pairs(references: PayloadReferences): unknown[][] {
  return selectStreams(references).streams.map(({ name, osVersion, dtk, os, extensions, content }) => [
    name,
    osVersion,
    dtk?.name,
    os?.name,
    extensions?.name,
    content?.name,
  ]);
}

const reasons = (references: PayloadReferences) => selectStreams(references).warnings.map(({ reason }) => reason);

describe('releases as they were shipped', () => {
  const DTK = { 'driver-toolkit': {} };
  test.each<[string, Record<string, Written>, unknown[][]]>([
    [
      '4.11: machine-os-content alone',
      { ...DTK, 'machine-os-content': { machineOs: '411.86.202211232221-0' } },
      [['rhel-8', '411.86.202211232221-0', 'driver-toolkit', 'machine-os-content', undefined, undefined]],
    ],
    [
      '4.12: rhel-coreos-8, whose version machine-os-content carries',
      {
        ...DTK,
        'machine-os-content': { machineOs: '412.86.202302091057-0' },
        'rhel-coreos-8': {},
        'rhel-coreos-8-extensions': {},
      },
      [
        [
          'rhel-8',
          '412.86.202302091057-0',
          'driver-toolkit',
          'rhel-coreos-8',
          'rhel-coreos-8-extensions',
          'machine-os-content',
        ],
      ],
    ],
    [
      '4.13 before its release: rhel-coreos-9',
      { ...DTK, 'rhel-coreos-9': { machineOs: '413.92.202301010000-0' } },
      [['rhel-9', '413.92.202301010000-0', 'driver-toolkit', 'rhel-coreos-9', undefined, undefined]],
    ],
    [
      '4.14: rhel-coreos beside machine-os-content',
      {
        ...DTK,
        'machine-os-content': { machineOs: '414.92.202310210434-0' },
        'rhel-coreos': {},
        'rhel-coreos-extensions': {},
      },
      [
        [
          'rhel-9',
          '414.92.202310210434-0',
          'driver-toolkit',
          'rhel-coreos',
          'rhel-coreos-extensions',
          'machine-os-content',
        ],
      ],
    ],
    [
      '4.19',
      { ...DTK, 'rhel-coreos': { machineOs: '9.6.20250514-0' }, 'rhel-coreos-extensions': {} },
      [['rhel-9', '9.6.20250514-0', 'driver-toolkit', 'rhel-coreos', 'rhel-coreos-extensions', undefined]],
    ],
    [
      '4.22: two streams, two Driver Toolkits',
      {
        ...DTK,
        'driver-toolkit-10': {},
        'rhel-coreos-10': { machineOs: '10.2.20260328-0' },
        'rhel-coreos-10-extensions': {},
        'rhel-coreos': { machineOs: '9.8.20260328-0' },
        'rhel-coreos-extensions': {},
      },
      [
        ['rhel-9', '9.8.20260328-0', 'driver-toolkit', 'rhel-coreos', 'rhel-coreos-extensions', undefined],
        ['rhel-10', '10.2.20260328-0', 'driver-toolkit-10', 'rhel-coreos-10', 'rhel-coreos-10-extensions', undefined],
      ],
    ],
    [
      'OKD of 2023',
      { ...DTK, 'centos-stream-coreos-9': { machineOs: '412.9.202211241749-0' } },
      [['centos-9', '412.9.202211241749-0', 'driver-toolkit', 'centos-stream-coreos-9', undefined, undefined]],
    ],
    [
      'OKD of today',
      { ...DTK, 'stream-coreos': { machineOs: '10.0.20251023-0' }, 'stream-coreos-extensions': {} },
      [['centos-10', '10.0.20251023-0', 'driver-toolkit', 'stream-coreos', 'stream-coreos-extensions', undefined]],
    ],
    [
      'OKD with Fedora',
      { ...DTK, 'fedora-coreos': { machineOs: '37.20230303.3.0' } },
      [['fedora-37', '37.20230303.3.0', 'driver-toolkit', 'fedora-coreos', undefined, undefined]],
    ],
    [
      'a stream class counts more than the name',
      { ...DTK, 'rhel-coreos': { streamClass: 'rhel-10', machineOs: '9.6.20250514-0' } },
      [['rhel-10', '9.6.20250514-0', 'driver-toolkit', 'rhel-coreos', undefined, undefined]],
    ],
    [
      'nothing tells the stream',
      { ...DTK, 'rhel-coreos': {} },
      [['rhel-coreos', undefined, 'driver-toolkit', 'rhel-coreos', undefined, undefined]],
    ],
  ])('%s', (_name, tags, expected) => {
    expect(pairs(payload(tags))).toEqual(expected);
    expect(reasons(payload(tags))).toEqual([]);
  });
});

describe('a Driver Toolkit is never paired with another stream', () => {
  const OS = { 'rhel-coreos': { machineOs: '9.6.20260303-0' }, 'rhel-coreos-10': { machineOs: '10.0.20260303-0' } };

  test('4.21: RHEL 10 has none, and that is said', () => {
    const references = payload({ ...OS, 'driver-toolkit': {} }, '4.21.5');
    expect(pairs(references).map(([name, , dtk]) => [name, dtk])).toEqual([
      ['rhel-9', 'driver-toolkit'],
      ['rhel-10', undefined],
    ]);
    expect(selectStreams(references).warnings).toEqual([
      {
        reason: 'DtkMissing',
        message:
          'Release 4.21.5 has no Driver Toolkit for stream rhel-10: modules can be looked for there, but not be built ' +
          'for it. A Driver Toolkit of another stream would not fit.',
      },
    ]);
  });

  test.each<[string, Record<string, Written>, unknown[][], string[]]>([
    [
      'the main node image is RHEL 10, the number decides',
      { 'rhel-coreos': { machineOs: '10.2.20260328-0' }, 'driver-toolkit': {}, 'driver-toolkit-10': {} },
      [
        ['rhel-10', 'driver-toolkit-10'],
        ['default', 'driver-toolkit'],
      ],
      ['OsImageMissing'],
    ],
    [
      'the only Driver Toolkit has another stream class',
      { 'rhel-coreos-10': { machineOs: '10.2.20260328-0' }, 'driver-toolkit': { streamClass: 'rhel-9' } },
      [
        ['rhel-10', undefined],
        ['rhel-9', 'driver-toolkit'],
      ],
      ['DtkMissing', 'OsImageMissing'],
    ],
    [
      'stream classes cross the numbers',
      { ...OS, 'driver-toolkit': { streamClass: 'rhel-10' }, 'driver-toolkit-10': { streamClass: 'rhel-9' } },
      [
        ['rhel-9', 'driver-toolkit-10'],
        ['rhel-10', 'driver-toolkit'],
      ],
      [],
    ],
    [
      'two plain node images: only the first is the main one',
      {
        'rhel-coreos': { machineOs: '9.6.20260303-0' },
        'stream-coreos': { machineOs: '10.0.20260303-0' },
        'driver-toolkit': {},
      },
      [
        ['rhel-9', 'driver-toolkit'],
        ['centos-10', undefined],
      ],
      ['DtkMissing'],
    ],
    [
      'two families with one number: it is the number of RHEL',
      {
        'stream-coreos': { machineOs: '10.0.20260303-0' },
        'rhel-coreos-10': { machineOs: '10.2.20260328-0' },
        'driver-toolkit-10': {},
      },
      [
        ['centos-10', undefined],
        ['rhel-10', 'driver-toolkit-10'],
      ],
      ['DtkMissing'],
    ],
    [
      'no plain node image, two streams',
      { 'rhel-coreos-9': {}, 'rhel-coreos-10': {}, 'driver-toolkit': {} },
      [
        ['rhel-9', undefined],
        ['rhel-10', undefined],
        ['default', 'driver-toolkit'],
      ],
      ['DtkMissing', 'DtkMissing', 'OsImageMissing'],
    ],
  ])('%s', (_name, tags, expected, warned) => {
    expect(pairs(payload(tags)).map(([name, , dtk]) => [name, dtk])).toEqual(expected);
    expect(reasons(payload(tags))).toEqual(warned);
  });
});

test('the version of machine-os-content is not that of another stream', () => {
  const references = payload({
    'machine-os-content': { machineOs: '412.86.202302091057-0' },
    'rhel-coreos-9': {},
    'driver-toolkit': {},
  });
  expect(pairs(references).map(([name, osVersion]) => [name, osVersion])).toEqual([['rhel-9', undefined]]);
});

test('two tags of one stream are one, the plain one', () => {
  const references = payload({
    'rhel-coreos-9': { machineOs: '9.6.20250514-0' },
    'rhel-coreos': { machineOs: '9.6.20250514-0' },
    'driver-toolkit': {},
  });
  expect(pairs(references).map(([, , , os]) => os)).toEqual(['rhel-coreos']);
});

test('a release of neither is said', () => {
  expect(reasons(payload({ etcd: {}, 'driver-toolkit-tests': {}, 'rhel-coreos-extensions': {} }))).toEqual([
    'NoOsImage',
  ]);
});

test('refused tags are said where they matter', () => {
  const refusedTags = [
    { name: 'etcd', reason: 'it names no DockerImage' },
    { name: 'driver-toolkit', reason: '"a/b:1" has no digest' },
  ];
  const { warnings } = selectStreams({ ...payload({ 'rhel-coreos': { machineOs: '9.6.20250514-0' } }), refusedTags });
  expect(warnings).toEqual([
    { reason: 'TagRefused', message: 'The release\'s image driver-toolkit is not used: "a/b:1" has no digest.' },
    expect.objectContaining({ reason: 'DtkMissing' }),
  ]);
});

test('any tags: every image once at most, every stream with an image', () => {
  const name = fc.constantFrom(
    'driver-toolkit',
    'driver-toolkit-9',
    'driver-toolkit-10',
    'rhel-coreos',
    'rhel-coreos-9',
    'rhel-coreos-10',
    'rhel-coreos-10.2',
    'stream-coreos',
    'machine-os-content',
    'rhel-coreos-extensions',
  );
  const written = fc.record(
    {
      machineOs: fc.constantFrom('9.6.20250514-0', '10.2.20260328-0', '412.86.1-0'),
      streamClass: fc.constantFrom('rhel-9', 'rhel-10'),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.dictionary(name, written), (tags) => {
      const { streams } = selectStreams(payload(tags));
      const dtks = streams.flatMap(({ dtk }) => dtk?.name ?? []);
      expect(new Set(dtks).size).toBe(dtks.length);
      expect(streams.every(({ os, dtk }) => os ?? dtk)).toBe(true);
    }),
  );
});
