import fc from 'fast-check';
import { normalizeVersion, parseKernelComponents } from '../kernel/kernel-version';
import { expandTemplate, traceTemplate } from './expand-template';
import { imageVariables, signVariables } from './template-variables';

const K = '5.14.0-570.19.1.el9_6.x86_64';
const MODULE = { name: 'mymod', namespace: 'myns' };

function components(kernel: string) {
  const outcome = parseKernelComponents(normalizeVersion(kernel));
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}

/** `q:` stands for an image name, as in the table of KMM's behaviour. */
function expandImage(template: string, kernel = K) {
  const outcome = expandTemplate(template.replace(/^q:/, 'quay.io/o/k:'), imageVariables(components(kernel), MODULE));
  return outcome.ok ? outcome.value.replace(/^quay\.io\/o\/k:/, 'q:') : outcome;
}

test.each([
  [21, 'q:${KERNEL_FULL_VERSION}', `q:${K}`],
  [21, 'q:$KERNEL_FULL_VERSION', `q:${K}`],
  [22, 'q:$KERNEL_VERSION-signed', `q:${K}-signed`],
  [23, 'q:${KERNEL_XYZ}', 'q:5.14.0'],
  [24, 'q:${KERNEL_X}.${KERNEL_Y}.${KERNEL_Z}', 'q:5.14.0'],
  [25, 'quay.io/o/${MOD_NAMESPACE}/${MOD_NAME}:v1', 'quay.io/o/myns/mymod:v1'],
  [28, 'q:${UNKNOWN}', 'q:'],
  [29, 'q:v$UNKNOWN-x', 'q:v-x'],
  [30, 'q:${UNKNOWN:-dflt}', 'q:dflt'],
  [30, 'q:${UNKNOWN-dflt}', 'q:dflt'],
  [31, 'q:${KERNEL_X:-dflt}', 'q:5'],
  [32, 'q:${KERNEL_X:+alt}', 'q:alt'],
  [33, 'q:${UNKNOWN:+alt}', 'q:'],
  [34, 'q:${UNKNOWN:=v}', 'q:v'],
  [34, 'q:${UNKNOWN=v}', 'q:v'],
  [35, 'q:$KERNEL_X_foo', 'q:'],
  [36, 'q:${KERNEL_X}_foo', 'q:5_foo'],
  [37, 'q:$$KERNEL_X', 'q:$KERNEL_X'],
  [38, 'q:$', 'q:$'],
  [38, 'q:a$-b', 'q:a$-b'],
  [39, 'q:${}', 'q:${}'],
  [40, 'q:${ KERNEL_X }', 'q:'],
  [41, 'q:$(KERNEL_X)', 'q:$(KERNEL_X)'],
  [41, 'q:{KERNEL_X}', 'q:{KERNEL_X}'],
  [42, 'q:$KERNEL_XYZ$KERNEL_X', 'q:5.14.05'],
  [43, 'q:${kernel_x}', 'q:'],
  [44, 'q:$1', 'q:'],
  [45, 'q:$_', 'q:$_'],
  [46, 'q:${UNKNOWN:-$KERNEL_Y}', 'q:14'],
  [47, 'q:${KERNEL_X:-${KERNEL_Y}}', 'q:5}'],
  [48, 'q:${UNKNOWN:-${KERNEL_Y}}', 'q:}'],
  [49, 'q:${KERNEL_X}}', 'q:5}'],
  [50, 'q:${KERNEL_X?err}', 'q:5'],
  [51, 'q:${KERNEL_FULL_VERSION%.x86_64}', `q:${K}`],
  [53, 'quay.io/o/k@sha256:abc', 'quay.io/o/k@sha256:abc'],
  [53, 'q:v1', 'q:v1'],
  [53, '', ''],
])('row %i: %s', (_row, template, expected) => {
  expect(expandImage(template)).toBe(expected);
});

test('row 26: a name with a space is expanded all the same', () => {
  expect(expandImage('some image:${KERNEL_XYZ}', '5.8.18-100.fc31.x86_64')).toBe('some image:5.8.18');
});

test.each([
  [27, 'some image:${KERNEL_XYZ'],
  [52, 'q:${KERNEL_X\n}'],
])('row %i: an open brace is refused', (_row, template) => {
  expect(expandImage(template)).toMatchObject({
    ok: false,
    message: expect.stringContaining('closing brace expected'),
  });
});

test.each([
  [54, 'q:${KERNEL_FULL_VERSION}', 'q:5.14.0-570.el9.x86_64_rt'],
  [55, 'q:${KERNEL_Z}', 'q:0'],
])('row %i: %s for a realtime kernel', (_row, template, expected) => {
  expect(expandImage(template, '5.14.0-570.el9.x86_64+rt')).toBe(expected);
});

test.each([
  ['string with template $A', 'string with template AAA'],
  ['string with template ${B}', 'string with template BBB'],
  ['string without template', 'string without template'],
])('row 57: %s', (template, expected) => {
  expect(expandTemplate(template, { A: 'AAA', B: 'BBB', C: 'CCC' })).toEqual({ ok: true, value: expected });
});

test.each([
  [58, '/opt/lib/modules/${KERNEL_FULL_VERSION}/${MOD_NAME}.ko', `/opt/lib/modules/${K}/.ko`],
  [59, '/opt/lib/modules/$KERNEL_FULL_VERSION/*.ko', `/opt/lib/modules/${K}/*.ko`],
  [60, '/opt/lib/modules/${KERNEL_FULL_VERSION}/mod-[0-9]?.ko', `/opt/lib/modules/${K}/mod-[0-9]?.ko`],
])('row %i: file to sign %s', (_row, template, expected) => {
  expect(expandTemplate(template, signVariables(components(K)))).toEqual({ ok: true, value: expected });
});

// Observed with the library itself, beyond the table.
test.each([
  ['${A:-x$B}', 'x$B', { B: 'b' }],
  ['${A:-}', '', { A: '' }],
  ['${E:-d}', 'd', { E: '' }],
  ['${E-d}', '', { E: '' }],
  ['${E+d}', 'd', { E: '' }],
  ['${$A}', '', { A: 'a' }],
  ['${A:-$B+c}', 'c', { A: 'a', B: 'b' }],
  ['$é', 'x', { é: 'x' }],
  ['${_}$A', '${_}a', undefined],
])('oddity %s', (template, expected, variables) => {
  if (variables) expect(expandTemplate(template, variables)).toEqual({ ok: true, value: expected });
  else expect(expandTemplate(template, { A: 'a' }).ok).toBe(false);
});

test('what hangs the library is refused', () => {
  expect(expandTemplate('q:${A:-$_}', {}).ok).toBe(false);
});

test('unset variables that became nothing are told, others are not', () => {
  const template = '${U1}${U2:-d}${U3:+x}${A}${U4:-$U5}$U1';
  expect(traceTemplate(template, { A: 'a' })).toEqual({
    ok: true,
    value: { text: 'da', emptied: ['U1', 'U3', 'U5'] },
  });
});

test('names of inherited properties are unset', () => {
  expect(expandTemplate('$constructor${__proto__}', {})).toEqual({ ok: true, value: '' });
});

test('input and output are limited', () => {
  expect(expandTemplate('x'.repeat(64 * 1024), {}).ok).toBe(true);
  expect(expandTemplate('x'.repeat(64 * 1024 + 1), {}).ok).toBe(false);
  expect(expandTemplate('$A'.repeat(1000), { A: 'x'.repeat(100) })).toMatchObject({ ok: false });
});

test('any template: never throws; without $ it stays as it is', () => {
  const piece = fc.constantFrom('$', '{', '}', '${', 'A', ':-', '+', '=', '_', '\n', ' ', 'é', '😀', '-');
  const template = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(template, (text) => {
      expandTemplate(text, { A: 'a' });
      const plain = text.replaceAll('$', '');
      expect(expandTemplate(plain, { A: 'a' })).toEqual({ ok: true, value: plain });
    }),
  );
});
