import fc from 'fast-check';
import { deriveKernels, parsePackageKernel, parseReleaseKernel } from './release-kernel';

test.each([
  ['5.14.0-570.19.1.el9_6.x86_64', 'amd64', 'default'],
  ['5.14.0-570.19.1.el9_6.ppc64le', 'ppc64le', 'default'],
  ['5.14.0-427.65.1.el9_4.s390x', 's390x', 'default'],
  ['5.14.0-427.68.1.el9_4.x86_64+rt', 'amd64', 'rt'],
  ['5.14.0-284.11.1.rt14.296.el9_2.x86_64', 'amd64', 'rt'],
  ['4.18.0-305.17.1.rt7.89.el8_4.x86_64', 'amd64', 'rt'],
  ['5.14.0-570.73.1.el9_6.aarch64+64k', 'arm64', '64k'],
  ['6.12.0-233.el10.x86_64', 'amd64', 'default'],
  ['6.1.10-200.fc37.x86_64', 'amd64', 'default'],
  [' 5.14.0-427.65.1.el9_4.s390x\n', 's390x', 'default'],
])('%j is a kernel', (text, architecture, type) => {
  expect(parseReleaseKernel(text)).toEqual({ ok: true, value: { version: text.trim(), architecture, type } });
});

test.each([
  ['true'],
  [''],
  ['package kernel-rt-core is not installed'],
  ['package kernel-rt-core is not installed+rt'],
  ['5.14.0-570.19.1.el9_6'],
  ['5.14.0-570.19.1.el9_6.riscv64'],
  ['5.14.0-570.19.1.el9_6.X86_64'],
  ['5.14.0-570.19.1.el9_6.x86_645.14.0-570.21.1.el9_6.x86_64'],
  ['5.14.0-570.19.1.el9_6.x86_64; rm -rf /'],
  ['5.14.0-570.19.1.el9_6.x86_64\n5.14.0-570.19.1.el9_6.x86_64'],
  [`5.14.0-${'1.'.repeat(30)}el9_6.x86_64`],
  [`5.14.0-${'1'.repeat(1_000_000)}`],
])('%.60j is none', (text) => {
  const outcome = parseReleaseKernel(text);
  expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining('is not a RHEL kernel') });
  expect(JSON.stringify(outcome).length).toBeLessThan(300);
});

describe('packages', () => {
  test.each([
    ['5.14.0-570.19.1.el9_6.x86_64', 'default', '5.14.0-570.19.1.el9_6.x86_64'],
    ['0:5.14.0-570.19.1.el9_6.x86_64', 'default', '5.14.0-570.19.1.el9_6.x86_64'],
    ['(none):5.14.0-570.19.1.el9_6.x86_64', 'default', '5.14.0-570.19.1.el9_6.x86_64'],
    ['5.14.0-570.19.1.el9_6.x86_64', 'rt', '5.14.0-570.19.1.el9_6.x86_64+rt'],
    ['5.14.0-570.19.1.el9_6.x86_64+rt', 'rt', '5.14.0-570.19.1.el9_6.x86_64+rt'],
    ['5.14.0-284.11.1.rt14.296.el9_2.x86_64', 'rt', '5.14.0-284.11.1.rt14.296.el9_2.x86_64'],
    ['5.14.0-570.19.1.el9_6.aarch64', '64k', '5.14.0-570.19.1.el9_6.aarch64+64k'],
  ] as const)('%s of type %s runs as %s', (evra, type, version) => {
    expect(parsePackageKernel(evra, type)).toMatchObject({ ok: true, value: { version, type } });
  });

  test.each([
    ['5.14.0-570.19.1.el9_6.x86_64+rt', 'default'],
    ['5.14.0-284.11.1.rt14.296.el9_2.x86_64', 'default'],
    ['5.14.0-570.19.1.el9_6.x86_64+debug', 'default'],
    ['5.14.0-570.19.1.el9_6.aarch64+64k', 'rt'],
    ['', 'rt'],
  ] as const)('%s is none of type %s', (evra, type) => {
    expect(parsePackageKernel(evra, type).ok).toBe(false);
  });
});

describe('what follows from the default kernel', () => {
  test.each([
    ['5.14.0-427.68.1.el9_4.x86_64', ['5.14.0-427.68.1.el9_4.x86_64+rt']],
    ['5.14.0-362.8.1.el9_3.x86_64', ['5.14.0-362.8.1.el9_3.x86_64+rt']],
    ['6.12.0-233.el10.x86_64', ['6.12.0-233.el10.x86_64+rt']],
    ['6.12.0-55.el10_2.x86_64', ['6.12.0-55.el10_2.x86_64+rt']],
    ['5.14.0-284.11.1.el9_2.x86_64', []],
    ['4.18.0-372.43.1.el8_6.x86_64', []],
    ['5.14.0-252.el9.x86_64', []],
    ['6.1.10-200.fc37.x86_64', []],
    ['5.14.0-284.52.1.el9_2.aarch64', ['5.14.0-284.52.1.el9_2.aarch64+64k']],
    ['6.12.0-211.4.el10nv.aarch64', ['6.12.0-211.4.el10nv.aarch64+64k']],
    ['4.18.0-372.43.1.el8_6.aarch64', []],
    ['5.14.0-427.68.1.el9_4.ppc64le', []],
    ['5.14.0-427.68.1.el9_4.s390x', []],
    ['5.14.0-427.68.1.el9_4.x86_64+rt', []],
    ['5.14.0-427.68.1.el9_4.aarch64+debug', []],
  ])('%s', (text, versions) => {
    const kernel = parseReleaseKernel(text);
    expect(kernel.ok && deriveKernels(kernel.value).map(({ version }) => version)).toEqual(versions);
  });
});

test('any text: no exception, and a kernel is safe wherever it will stand', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('default', 'rt', '64k'), (text, type) => {
      for (const outcome of [parseReleaseKernel(text), parsePackageKernel(text, type)]) {
        expect(outcome.ok ? outcome.value.version : '5').toMatch(/^[0-9A-Za-z._~+-]{1,64}$/);
      }
    }),
  );
});

test('every kernel that is accepted is also accepted again', () => {
  const kernel = fc.stringMatching(/^[1-9]\.[0-9]{1,2}\.0-[0-9a-z._]{1,20}\.(x86_64|aarch64|s390x)(\+rt|\+64k)?$/);
  fc.assert(
    fc.property(kernel, (text) => {
      const outcome = parseReleaseKernel(text);
      expect(outcome).toMatchObject({ ok: true, value: { version: text } });
    }),
  );
});
