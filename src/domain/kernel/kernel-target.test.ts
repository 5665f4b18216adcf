import fc from 'fast-check';
import { parseKernelTarget } from './kernel-target';

test.each([
  ['5.14.0-570.19.1.el9_6.x86_64', 'amd64', 'default'],
  ['5.14.0-570.73.1.el9_6.aarch64', 'arm64', 'default'],
  ['5.14.0-570.19.1.el9_6.ppc64le', 'ppc64le', 'default'],
  ['5.14.0-427.65.1.el9_4.s390x', 's390x', 'default'],
  ['6.12.0-233.el10.x86_64', 'amd64', 'default'],
  ['5.14.0-427.68.1.el9_4.x86_64+rt', 'amd64', 'rt'],
  ['6.12.0-211.4.el10nv.aarch64+64k', 'arm64', '64k'],
  ['5.14.0-570.19.1.el9_6.aarch64+rt-64k', 'arm64', 'rt'],
  ['5.14.0-570.19.1.el9_6.aarch64+rt+64k', 'arm64', 'rt'],
  ['5.14.0-570.19.1.el9_6.aarch64+64k-debug', 'arm64', '64k'],
  ['5.14.0-570.19.1.el9_6.x86_64+debug', 'amd64', 'default'],
  ['5.14.0-570.19.1.el9_6.x86_64+rt-debug', 'amd64', 'rt'],
  ['5.14.0-284.11.1.rt14.296.el9_2.x86_64', 'amd64', 'rt'],
  ['4.18.0-305.17.1.rt7.89.el8_4.x86_64', 'amd64', 'rt'],
  ['5.14.0-427.el9.x86_64+', 'amd64', 'default'],
  ['5.14.0-427.el9.x86_64+custom', 'amd64', 'default'],
  ['6.8.0-45-generic', undefined, 'default'],
  ['5.14.0-1.el9.riscv64', undefined, 'default'],
  ['5.14.0-1.el9.riscv64+rt', undefined, 'rt'],
  ['5.14.0-1.el9.constructor', undefined, 'default'],
  ['x86_64', undefined, 'default'],
  ['', undefined, 'default'],
])('%s', (kernel, architecture, type) => {
  expect(parseKernelTarget(kernel)).toEqual({ architecture, type });
});

test('never throws', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseKernelTarget(text)));
});
