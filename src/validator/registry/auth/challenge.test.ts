import fc from 'fast-check';
import { challengeScopes, parseChallenges, selectChallenge } from './challenge';

const plain = (header: string | string[] | undefined): [string, Record<string, string>][] =>
  parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

describe('parseChallenges', () => {
  const table: [string, string | string[] | undefined, [string, Record<string, string>][]][] = [
    ['no header is no challenge', undefined, []],
    ['an empty header is no challenge', '', []],
    [
      'a Bearer challenge has realm, service and scope',
      'Bearer realm="https://auth.example.com/token",service="registry.example.com",scope="repository:a/b:pull"',
      [
        [
          'bearer',
          { realm: 'https://auth.example.com/token', service: 'registry.example.com', scope: 'repository:a/b:pull' },
        ],
      ],
    ],
    [
      'a quoted realm may hold commas, equals signs and blanks',
      'Bearer realm="https://x/t?a=1,b=2 3", service=s',
      [['bearer', { realm: 'https://x/t?a=1,b=2 3', service: 's' }]],
    ],
    ['a backslash quotes the next character', String.raw`Basic realm="a\"b\\c"`, [['basic', { realm: 'a"b\\c' }]]],
    [
      'several challenges may share a header',
      'Basic realm="a", Bearer realm="b",service="c"',
      [
        ['basic', { realm: 'a' }],
        ['bearer', { realm: 'b', service: 'c' }],
      ],
    ],
    [
      'several headers are several challenges',
      ['Negotiate', 'Bearer realm="b"'],
      [
        ['negotiate', {}],
        ['bearer', { realm: 'b' }],
      ],
    ],
    ['schemes and names are read in any case', 'BEARER Realm="b"', [['bearer', { realm: 'b' }]]],
    ['blanks around the equals sign are allowed', 'Bearer realm = "b"', [['bearer', { realm: 'b' }]]],
    ['the first of two equal names counts', 'Bearer realm="a",realm="b"', [['bearer', { realm: 'a' }]]],
    ['parameters without a scheme are dropped', 'realm="a"', []],
    [
      'an unfinished quote loses its parameter only',
      'Basic realm="a',
      [
        ['basic', { realm: '' }],
        ['a', {}],
      ],
    ],
    [
      'a name like a property of objects is only a name',
      'Bearer __proto__="x",realm="b"',
      [['bearer', { ['__proto__']: 'x', realm: 'b' }]],
    ],
  ];
  test.each(table)('%s', (_, header, expected) => {
    expect(plain(header)).toEqual(expected);
  });

  test('no text makes it throw or lose what precedes it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (tail) => {
        const [first] = parseChallenges(`Bearer realm="r", service="s", ${tail}`);
        expect(first?.scheme).toBe('bearer');
        expect(first?.parameters.get('realm')).toBe('r');
      }),
    );
  });

  test('whatever is quoted comes back', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (realm, scope) => {
        const quoted = (text: string): string => `"${text.replace(/["\\]/g, String.raw`\$&`)}"`;
        const [challenge] = parseChallenges(`Bearer realm=${quoted(realm)},scope=${quoted(scope)}`);
        expect(challenge?.parameters.get('realm')).toBe(realm);
        expect(challenge?.parameters.get('scope')).toBe(scope);
      }),
    );
  });
});

describe('selectChallenge', () => {
  const table: [string, string, string | undefined][] = [
    ['Bearer goes before Basic', 'Basic realm="a", Bearer realm="b"', 'bearer'],
    ['Bearer without a realm cannot be answered', 'Bearer service="b", Basic realm="a"', 'basic'],
    ['other schemes are not known', 'Negotiate, Digest realm="a"', undefined],
  ];
  test.each(table)('%s', (_, header, scheme) => {
    expect(selectChallenge(parseChallenges(header))?.scheme).toBe(scheme);
  });

  test('scopes are separated by blanks', () => {
    const [challenge] = parseChallenges('Bearer realm="r",scope="repository:a:pull  repository:b:pull"');
    expect(challenge && challengeScopes(challenge)).toEqual(['repository:a:pull', 'repository:b:pull']);
  });
});
