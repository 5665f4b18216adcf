import fc from 'fast-check';
import { parseDtkLabels, parseDtkRelease, printDtkCommand } from './dtk-release';
import { parseExtensions } from './extensions-json';
import { parseMetalayer } from './metalayer';
import { parseOsLabels } from './os-labels';
import type { ReleaseKernel } from './release-kernel';

const versions = (kernels: ReleaseKernel[]) => kernels.map(({ type, version }) => `${type} ${version}`);

describe('extensions.json', () => {
  const X86 = '5.14.0-570.19.1.el9_6.x86_64';
  const ARM = '5.14.0-570.19.1.el9_6.aarch64';
  test.each([
    [
      'x86_64',
      {
        'NetworkManager-libreswan': '1.2.24-1.el9.x86_64',
        'kernel-core': X86,
        'kernel-rt-core': X86,
        'kernel-devel': X86,
      },
      [`default ${X86}`, `rt ${X86}+rt`],
    ],
    [
      'aarch64, where 64k has a version of its own',
      { 'kernel-core': ARM, 'kernel-64k-core': '5.14.0-570.20.1.el9_6.aarch64' },
      [`default ${ARM}`, '64k 5.14.0-570.20.1.el9_6.aarch64+64k'],
    ],
    ['an epoch', { 'kernel-core': `0:${X86}` }, [`default ${X86}`]],
    ['no kernel-core', { kernel: X86, 'kernel-devel': '5.14.0-1.el9.x86_64' }, [`default ${X86}`]],
    ['only kernel-devel', { 'kernel-devel': X86 }, [`default ${X86}`]],
    ['an odd realtime kernel', { 'kernel-core': X86, 'kernel-rt-core': '?' }, [`default ${X86}`]],
    ['a value that is no text', { 'kernel-core': [X86], kernel: X86 }, [`default ${X86}`]],
  ])('%s', (_name, packages, expected) => {
    const outcome = parseExtensions(JSON.stringify(packages));
    expect(outcome.ok && versions(outcome.value)).toEqual(expected);
  });

  test.each([
    ['a directory of RPMs', '\u001f\u008b', 'is not JSON, or ends too early'],
    ['other packages', '{"usbguard": "1.0.0-15.el9.x86_64"}', 'names no kernel package'],
    ['other letters', `{"Kernel-Core": "${X86}"}`, 'names no kernel package'],
    ['a kernel that is none', '{"kernel-core": "<script>"}', '"<script>" is not a RHEL kernel of type default'],
    ['realtime alone', `{"kernel-rt-core": "${X86}"}`, 'names no default kernel'],
    ['a megabyte', ' '.repeat(1_100_000), 'is longer than'],
  ])('%s is refused', (_name, text, message) => {
    expect(parseExtensions(text)).toMatchObject({ ok: false, message: expect.stringContaining(message) });
  });
});

describe('labels of the node image', () => {
  const LEGACY = {
    'com.coreos.rpm.kernel': '4.18.0-372.43.1.el8_6.x86_64',
    'com.coreos.rpm.kernel-rt-core': '4.18.0-372.43.1.rt7.200.el8_6.x86_64',
  };
  test.each<[string, Record<string, unknown>, string[]]>([
    ['4.12', { 'ostree.linux': '4.18.0-372.43.1.el8_6.x86_64' }, ['default 4.18.0-372.43.1.el8_6.x86_64']],
    ['OKD', { 'ostree.linux': '6.1.10-200.fc37.x86_64' }, ['default 6.1.10-200.fc37.x86_64']],
    ['4.22, where it is the word true', { 'ostree.linux': 'true' }, []],
    [
      'machine-os-content',
      LEGACY,
      [`default ${LEGACY['com.coreos.rpm.kernel']}`, `rt ${LEGACY['com.coreos.rpm.kernel-rt-core']}`],
    ],
    [
      'true beside a package',
      { ...LEGACY, 'ostree.linux': 'true' },
      [`default ${LEGACY['com.coreos.rpm.kernel']}`, `rt ${LEGACY['com.coreos.rpm.kernel-rt-core']}`],
    ],
    ['a realtime kernel as the default', { 'ostree.linux': '5.14.0-427.68.1.el9_4.x86_64+rt' }, []],
    ['no text', { 'ostree.linux': true }, []],
    ['none', {}, []],
  ])('%s', (_name, labels, expected) => {
    expect(versions(parseOsLabels(labels).kernels)).toEqual(expected);
  });

  test('version, stream class and metalayer', () => {
    expect(
      parseOsLabels({
        version: '9.6.20250514-0',
        'io.openshift.os.streamclass': 'rhel-9',
        'io.openshift.metalayer': 'true',
      }),
    ).toEqual({ kernels: [], osVersion: '9.6.20250514-0', streamClass: 'rhel-9', metalayer: true });
    expect(parseOsLabels({ version: '0.1', 'org.opencontainers.image.version': '412.86.202302091057-0' })).toEqual({
      kernels: [],
      osVersion: '412.86.202302091057-0',
      metalayer: false,
    });
  });
});

describe('meta.json of the node image', () => {
  const list = (...packages: unknown[]) => JSON.stringify({ 'rpmdb.pkglist': packages });
  const CORE = ['kernel-core', '0', '5.14.0', '570.19.1.el9_6', 'x86_64'];

  test('the kernel among the packages', () => {
    expect(parseMetalayer(list(['bash', '0', '5.1.8', '9.el9', 'x86_64'], 7, [], CORE, CORE))).toEqual({
      ok: true,
      value: { version: '5.14.0-570.19.1.el9_6.x86_64', architecture: 'amd64', type: 'default' },
    });
  });

  test.each([
    ['no list', '{}', 'has no list rpmdb.pkglist'],
    ['no kernel', list(['kernel', '0', '1', '1', 'x86_64']), 'lists no kernel-core'],
    ['an incomplete kernel', list(['kernel-core', '0', '5.14.0']), 'lists no kernel-core'],
    [
      'two kernels',
      list(CORE, ['kernel-core', '0', '5.14.0', '570.20.1.el9_6', 'x86_64']),
      'more than one kernel-core',
    ],
    ['a kernel that is none', list(['kernel-core', '0', 'x', 'y', 'z']), '"x-y.z" is not a RHEL kernel'],
    ['too many', list(...Array.from({ length: 20_001 }, () => CORE)), 'more than 20000 packages'],
  ])('%s is refused', (_name, text, message) => {
    expect(parseMetalayer(text)).toMatchObject({ ok: false, message: expect.stringContaining(message) });
  });
});

describe('driver-toolkit-release.json', () => {
  const file = (kernel: unknown, realtime: unknown, rest: object = { RHEL_VERSION: '9.6' }) =>
    JSON.stringify({ KERNEL_VERSION: kernel, RT_KERNEL_VERSION: realtime, ...rest });
  const K = '5.14.0-570.19.1.el9_6.x86_64';

  test.each([
    ['amd64', file(K, `${K}+rt`), [`default ${K}`, `rt ${K}+rt`]],
    ['4.16 before the suffix came', file(K, K), [`default ${K}`, `rt ${K}+rt`]],
    [
      '4.13',
      file('5.14.0-284.11.1.el9_2.x86_64', '5.14.0-284.11.1.rt14.296.el9_2.x86_64'),
      ['default 5.14.0-284.11.1.el9_2.x86_64', 'rt 5.14.0-284.11.1.rt14.296.el9_2.x86_64'],
    ],
    ['no realtime package', file(K, 'package kernel-rt-core is not installed+rt'), [`default ${K}`]],
    ['empty realtime', file(K, ''), [`default ${K}`]],
    ['nothing but a suffix', file(K, '+rt'), [`default ${K}`]],
    ['other keys', file(K, undefined, { SOMETHING: { new: [1] } }), [`default ${K}`]],
  ])('%s', (_name, text, expected) => {
    const outcome = parseDtkRelease(text);
    expect(outcome.ok && versions(outcome.value.kernels)).toEqual(expected);
  });

  test.each([
    ['kernel-devel twice', file(`${K}5.14.0-570.21.1.el9_6.x86_64`, ''), 'has no usable KERNEL_VERSION'],
    ['other letters', JSON.stringify({ kernel_version: K }), 'has no usable KERNEL_VERSION'],
    ['no JSON', 'KERNEL_VERSION=5', 'is not JSON'],
    ['too long', `${' '.repeat(70_000)}{}`, 'is longer than'],
  ])('%s is refused', (_name, text, message) => {
    expect(parseDtkRelease(text)).toMatchObject({ ok: false, message: expect.stringContaining(message) });
  });

  test('labels', () => {
    const read = (kernel: unknown, realtime: unknown) =>
      versions(parseDtkLabels({ 'kernel-version': kernel, 'kernel-rt-version': realtime }, 'amd64').kernels);
    expect(read('', '')).toEqual([]);
    expect(read(K, `${K}+rt`)).toEqual([`default ${K}`, `rt ${K}+rt`]);
    expect(read('5.14.0-570.19.1.el9_6', undefined)).toEqual([`default ${K}`]);
    expect(read('${KERNEL_VERSION}', 7)).toEqual([]);
    expect(parseDtkLabels({ 'io.openshift.os.streamclass': 'rhel-10' }, 'amd64')).toEqual({
      kernels: [],
      streamClass: 'rhel-10',
    });
  });

  test('the command that shows it', () => {
    expect(printDtkCommand('quay.io/a/b@sha256:1')).toBe(
      'podman run --rm quay.io/a/b@sha256:1 cat /etc/driver-toolkit-release.json',
    );
  });
});

test('any text and any JSON: no exception, bounded', () => {
  const keys = fc.constantFrom(
    'kernel-core',
    'kernel-rt-core',
    'rpmdb.pkglist',
    'KERNEL_VERSION',
    'ostree.linux',
    'version',
    '__proto__',
  );
  const values = fc.oneof(fc.jsonValue(), fc.array(fc.array(fc.oneof(fc.constant('kernel-core'), fc.string()))));
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.dictionary(keys, values).map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(texts, fc.dictionary(keys, fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue())), (text, labels) => {
      const outcomes = [
        parseExtensions(text),
        parseMetalayer(text),
        parseDtkRelease(text),
        parseOsLabels(labels),
        parseDtkLabels(labels, 'arm64'),
      ];
      for (const outcome of outcomes) expect(JSON.stringify(outcome).length).toBeLessThan(1_500);
    }),
  );
});
