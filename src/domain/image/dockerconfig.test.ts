import fc from 'fast-check';
import { decodeBase64Text } from './base64';
import type { Credential } from './credential';
import { parseDockerConfig, selectCredentials } from './dockerconfig';
import { parseReference } from './reference';

const ORIGIN = 'Secret ns/pull';
const JSON_TYPE = 'kubernetes.io/dockerconfigjson';
const encode = (text: string) => Buffer.from(text).toString('base64');

function parseAuths(auths: unknown) {
  const outcome = parseDockerConfig(JSON.stringify({ auths }), JSON_TYPE, ORIGIN);
  return outcome.ok ? outcome.value : outcome;
}

describe('reading', () => {
  test('both Secret types', () => {
    const auths = { 'quay.io': { auth: encode('user:pass') } };
    const expected = [{ origin: ORIGIN, key: 'quay.io', username: 'user', password: 'pass' }];
    expect(parseAuths(auths)).toEqual(expected);
    const old = parseDockerConfig(JSON.stringify(auths), 'kubernetes.io/dockercfg', ORIGIN);
    expect(old).toEqual({ ok: true, value: expected });
  });

  test.each([
    ['padded', { auth: 'dTpwdw==' }, 'u', 'pw'],
    ['unpadded', { auth: 'dTpwdw' }, 'u', 'pw'],
    ['URL-safe', { auth: encode('u:??>>~~').replaceAll('+', '-').replaceAll('/', '_') }, 'u', '??>>~~'],
    ['standard', { auth: encode('u:??>>~~') }, 'u', '??>>~~'],
    ['with line breaks', { auth: 'dTpw\ndw==\n' }, 'u', 'pw'],
    ['a password with colons', { auth: encode('u:a:b:c') }, 'u', 'a:b:c'],
    ['UTF-8', { auth: encode('ü:pässwörd😀') }, 'ü', 'pässwörd😀'],
    ['padded with NUL', { auth: encode('u:pw\0\0') }, 'u', 'pw'],
    ['a trailing line break belongs to the password, as for nodes', { auth: encode('u:pw\n') }, 'u', 'pw\n'],
    ['fields', { username: 'u', password: 'pw' }, 'u', 'pw'],
    ['auth wins over fields', { auth: encode('a:b'), username: 'u', password: 'pw' }, 'a', 'b'],
    ['fields when auth is unusable', { auth: '%%%', username: 'u', password: 'pw' }, 'u', 'pw'],
    ['fields when auth is empty', { auth: '', username: 'u', password: 'pw' }, 'u', 'pw'],
    ['an empty password', { auth: encode('u:') }, 'u', ''],
  ])('%s', (_title, entry, username, password) => {
    expect(parseAuths({ 'quay.io': entry })).toEqual([{ origin: ORIGIN, key: 'quay.io', username, password }]);
  });

  test('an identity token, with or without auth', () => {
    expect(parseAuths({ a: { identitytoken: 't' }, b: { auth: encode('u:'), identitytoken: 't' } })).toEqual([
      { origin: ORIGIN, key: 'a', username: '', password: '', identityToken: 't' },
      { origin: ORIGIN, key: 'b', username: 'u', password: '', identityToken: 't' },
    ]);
  });

  test('unusable entries are left out, others stay', () => {
    const bad = [{}, null, 'x', 7, [], { auth: 5 }, { auth: encode('no-colon') }, { auth: '/w==' }, { auth: 'a' }];
    const auths = Object.fromEntries([...bad.entries()].map(([index, entry]) => [`r${index}.io`, entry]));
    expect(parseAuths({ ...auths, 'ok.io': { auth: encode('u:p') } })).toMatchObject([{ key: 'ok.io' }]);
  });

  test('no auths is no credentials; a byte order mark is tolerated', () => {
    expect(parseDockerConfig('{}', JSON_TYPE, ORIGIN)).toEqual({ ok: true, value: [] });
    expect(parseDockerConfig('\uFEFF{"auths":{}}', JSON_TYPE, ORIGIN)).toEqual({ ok: true, value: [] });
  });

  test.each([
    '',
    'hunter2',
    '{"auths":hunter2}',
    '["hunter2"]',
    '"hunter2"',
    'null',
    '{"auths":["hunter2"]}',
    '{"auths":"hunter2"}',
  ])('not credentials: %s', (text) => {
    const outcome = parseDockerConfig(text, JSON_TYPE, ORIGIN);
    expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining(ORIGIN) });
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
  });

  test('too large is refused', () => {
    expect(parseDockerConfig(`{"a":"${'x'.repeat(2 ** 21)}"}`, JSON_TYPE, ORIGIN).ok).toBe(false);
  });

  test('any text: never throws, and no message repeats it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', minLength: 12 }), fc.json()), (text) => {
        const outcome = parseDockerConfig(text, JSON_TYPE, ORIGIN);
        if (!outcome.ok && text.length > 12) expect(outcome.message).not.toContain(text);
      }),
    );
  });

  test('base64: any text comes back, any other text is refused or decoded without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeBase64Text(encode(text))).toBe(text);
        expect(decodeBase64Text(Buffer.from(text).toString('base64url'))).toBe(text);
        decodeBase64Text(text);
      }),
    );
  });
});

describe('selecting', () => {
  function keysFor(image: string, keys: string[]): string[] {
    const reference = parseReference(image);
    if (!reference.ok) throw new Error(reference.message);
    const credentials: Credential[] = keys.map((key) => ({ origin: ORIGIN, key, username: 'u', password: 'p' }));
    return selectCredentials(credentials, reference.value).map(({ key }) => key);
  }

  test.each<[string, string, string[], string[]]>([
    [
      'longest path first',
      'quay.io/o/k',
      ['quay.io', 'quay.io/o/k', 'quay.io/o'],
      ['quay.io/o/k', 'quay.io/o', 'quay.io'],
    ],
    ['whole segments', 'quay.io/organisation/k', ['quay.io/org', 'quay.io/organisation'], ['quay.io/organisation']],
    ['other hosts', 'quay.io/o/k', ['docker.io', 'quay.io.evil', 'uay.io', ''], []],
    ['a glob for one label', 'a.quay.io/k', ['*.quay.io', 'quay.io', '*.*.quay.io'], ['*.quay.io']],
    ['as many labels as the host', 'a.b.quay.io/k', ['*.quay.io', '*.*.quay.io'], ['*.*.quay.io']],
    [
      'globs inside a label',
      'reg1.corp.io/k',
      ['reg?.corp.io', 'r*1.corp.io', 'r*2.corp.io'],
      ['reg?.corp.io', 'r*1.corp.io'],
    ],
    ['the exact host before a glob', 'a.quay.io/k', ['*.quay.io', 'a.quay.io'], ['a.quay.io', '*.quay.io']],
    [
      'a longer path before the exact host',
      'a.quay.io/o/k',
      ['a.quay.io', '*.quay.io/o'],
      ['*.quay.io/o', 'a.quay.io'],
    ],
    [
      'scheme and API version',
      'quay.io/o/k',
      ['https://quay.io/v1/', 'http://quay.io/v2/', 'HTTPS://quay.io/v2/o'],
      ['HTTPS://quay.io/v2/o', 'https://quay.io/v1/', 'http://quay.io/v2/'],
    ],
    [
      'Docker Hub has many names',
      'nginx',
      ['https://index.docker.io/v1/', 'docker.io', 'registry-1.docker.io', 'docker.io/library'],
      ['docker.io/library', 'https://index.docker.io/v1/', 'docker.io', 'registry-1.docker.io'],
    ],
    [
      'the port must be equal',
      'mirror.local:5000/k',
      ['mirror.local', 'mirror.local:5000', 'mirror.local:5001'],
      ['mirror.local:5000'],
    ],
    ['no port is no port', 'mirror.local/k', ['mirror.local:5000'], []],
    ['the case of a host', 'quay.io/o', ['QUAY.io'], ['QUAY.io']],
    ['IPv6', '[::1]:5000/k', ['[::1]:5000', '[::1]', '*:5000'], ['[::1]:5000', '*:5000']],
    ['equal keys keep their order', 'quay.io/o', ['quay.io/', 'quay.io'], ['quay.io/', 'quay.io']],
  ])('%s', (_title, image, keys, expected) => {
    expect(keysFor(image, keys)).toEqual(expected);
  });

  test('any keys: never throws', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary' })), (keys) => void keysFor('a.quay.io:5000/o/k', keys)));
  });
});
