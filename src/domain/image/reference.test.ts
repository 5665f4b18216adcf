import fc from 'fast-check';
import { parseReference, printReference, withDigest } from './reference';

const SHA256 = `sha256:${'a1'.repeat(32)}`;
const SHA512 = `sha512:${'b2'.repeat(64)}`;

test.each([
  ['nginx', 'docker.io/library/nginx:latest'],
  ['nginx:1.27', 'docker.io/library/nginx:1.27'],
  ['org/app', 'docker.io/org/app:latest'],
  ['docker.io/nginx', 'docker.io/library/nginx:latest'],
  ['index.docker.io/org/app', 'docker.io/org/app:latest'],
  ['index.docker.io/app:1', 'docker.io/library/app:1'],
  ['localhost/foo', 'localhost/foo:latest'],
  ['localhost:5000/foo', 'localhost:5000/foo:latest'],
  ['localhost', 'docker.io/library/localhost:latest'],
  ['registry:5000', 'docker.io/library/registry:5000'],
  ['registry:5000/foo', 'registry:5000/foo:latest'],
  ['quay.io/o/k:v1', 'quay.io/o/k:v1'],
  ['Quay.IO/o/k:V1', 'quay.io/o/k:V1'],
  ['UPPER/x', 'UPPER/x:latest'],
  ['Quay.IO/o/k', 'quay.io/o/k:latest'],
  ['10.0.0.1:5000/a/b/c', '10.0.0.1:5000/a/b/c:latest'],
  ['[::1]:5000/x', '[::1]:5000/x:latest'],
  ['[2001:DB8::1]/x/y:1', '[2001:db8::1]/x/y:1'],
  ['[1:2:3:4:5:6:7:8]/x', '[1:2:3:4:5:6:7:8]/x:latest'],
  [`quay.io/o/k@${SHA256}`, `quay.io/o/k@${SHA256}`],
  [`quay.io/o/k@${SHA512}`, `quay.io/o/k@${SHA512}`],
  [`quay.io/o/k:v1@${SHA256}`, `quay.io/o/k:v1@${SHA256}`],
  [`nginx@${SHA256}`, `docker.io/library/nginx@${SHA256}`],
  ['quay.io/a__b/c-d.e---f_g:_x.-', 'quay.io/a__b/c-d.e---f_g:_x.-'],
  [`quay.io/k:${'t'.repeat(128)}`, `quay.io/k:${'t'.repeat(128)}`],
  [`quay.io/${'r'.repeat(255)}`, `quay.io/${'r'.repeat(255)}:latest`],
])('%s', (text, expected) => {
  const reference = parseReference(text);
  expect(reference.ok && printReference(reference.value)).toBe(expected);
});

test('the parts of a reference', () => {
  expect(parseReference(`localhost:5000/o/k:v1@${SHA256}`)).toEqual({
    ok: true,
    value: { registry: 'localhost:5000', repository: 'o/k', tag: 'v1', digest: SHA256 },
  });
  expect(parseReference(`k@${SHA256}`)).toEqual({
    ok: true,
    value: { registry: 'docker.io', repository: 'library/k', digest: SHA256 },
  });
});

test.each([
  ['', 'it is empty'],
  ['x'.repeat(4097), 'longer than 4096'],
  ['some image:1', 'white space'],
  ['quay.io/o/k:v1\n', 'white space'],
  ['docker://quay.io/o/k', 'URL scheme'],
  ['https://quay.io/o/k', 'URL scheme'],
  ['a'.repeat(64), 'image ID'],
  ['Nginx', 'lower case'],
  ['quay.io/Org/k', 'lower case'],
  ['quay.io/', 'the repository is missing'],
  ['quay.io/:v1', 'the repository is missing'],
  ['/foo', 'a part of the repository'],
  ['quay.io//k', 'a part of the repository'],
  ['quay.io/k/', 'a part of the repository'],
  ['quay.io/-k', 'a part of the repository'],
  ['quay.io/a___b', 'a part of the repository'],
  ['quay.io/a..b', 'a part of the repository'],
  ['quay.io/é', 'a part of the repository'],
  ['quay.io/${X}', 'lower case'],
  ['quay.io/k:', 'the tag'],
  ['quay.io/k:-1', 'the tag'],
  ['quay.io/k:a:b', 'the tag'],
  ['quay.io/k:a/b', 'the tag'],
  ['quay.io/k:${KERNEL}', 'the tag'],
  [`quay.io/k:${'t'.repeat(129)}`, 'the tag'],
  [`quay.io/${'r'.repeat(256)}`, 'longer than 255'],
  ['quay.io/k@', 'what follows @'],
  ['quay.io/k@sha256:abc', 'what follows @'],
  [`quay.io/k@sha256:${'A1'.repeat(32)}`, 'what follows @'],
  [`quay.io/k@sha512:${'a1'.repeat(32)}`, 'what follows @'],
  [`quay.io/k@md5:${'a1'.repeat(32)}`, 'what follows @'],
  [`quay.io/k@${SHA256}@${SHA256}`, 'what follows @'],
  [`quay.io/k@${SHA256}:v1`, 'what follows @'],
  ['quay.io:/k', 'the port'],
  ['quay.io:0/k', 'the port'],
  ['quay.io:65536/k', 'the port'],
  ['quay.io:5000x/k', 'the port'],
  ['a_b.io/k', 'the host name'],
  ['-a.io/k', 'the host name'],
  ['a..io/k', 'the host name'],
  ['.io/k', 'the host name'],
  ['::1/k', 'the port'],
  ['[::1/k', 'the host'],
  ['[::1]x/k', 'the host'],
  ['[:::]/k', 'the IPv6 address'],
  ['[1:2]/k', 'the IPv6 address'],
  ['[1::2::3]/k', 'the IPv6 address'],
  ['[fe80::1%eth0]/k', 'the IPv6 address'],
])('%s is refused: %s', (text, why) => {
  const outcome = parseReference(text);
  expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining(why) });
  expect(JSON.stringify(outcome).length).toBeLessThan(320);
});

test('a digest is added and replaced, the tag stays', () => {
  const reference = { registry: 'quay.io', repository: 'k', tag: 'v1' };
  expect(printReference(withDigest(reference, SHA256))).toBe(`quay.io/k:v1@${SHA256}`);
  expect(printReference(withDigest(withDigest(reference, SHA256), SHA512))).toBe(`quay.io/k:v1@${SHA512}`);
});

test('any text: never throws, and what is accepted reads back as itself', () => {
  const piece = fc.constantFrom(
    'a',
    'B',
    '.',
    '-',
    '_',
    ':',
    '/',
    '@',
    SHA256,
    '[::1]',
    ':5000',
    'quay.io/',
    'docker.io/',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 8 }).map((p) => p.join('')),
  );
  fc.assert(
    fc.property(text, (written) => {
      const outcome = parseReference(written);
      if (outcome.ok) expect(parseReference(printReference(outcome.value))).toEqual(outcome);
    }),
    { numRuns: 2000 },
  );
});

test('every well-formed reference reads back as itself', () => {
  const host = fc.constantFrom(
    'docker.io',
    'quay.io',
    'localhost',
    'localhost:5000',
    '[::1]:5000',
    '10.0.0.1',
    'a-b.c:1',
  );
  const repository = fc.array(fc.stringMatching(/^[a-z0-9]{1,9}([._-][a-z0-9]{1,9})?$/), {
    minLength: 2,
    maxLength: 4,
  });
  const reference = fc.record(
    {
      registry: host,
      repository: repository.map((parts) => parts.join('/')),
      tag: fc.stringMatching(/^\w[\w.-]{0,30}$/),
      digest: fc.constantFrom(SHA256, SHA512),
    },
    { requiredKeys: ['registry', 'repository', 'tag'] },
  );
  fc.assert(
    fc.property(reference, (value) => {
      expect(parseReference(printReference(value))).toEqual({ ok: true, value });
    }),
  );
});
