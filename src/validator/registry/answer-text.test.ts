import fc from 'fast-check';
import { cleanText, listSecrets, parseErrorBody } from './answer-text';

describe('cleanText', () => {
  const table: [string, string, string][] = [
    ['line breaks and control characters become blanks', 'a\r\n\u001b[31mb\u202ec', 'a [31mb c'],
    ['queries of URLs go', 'see https://cdn.example.com/x?sig=abc for more', 'see https://cdn.example.com/x for more'],
    ['user parts of URLs go', 'http://user:pw@proxy:3128/ failed', 'http://proxy:3128/ failed'],
    ['long text is cut', 'x'.repeat(500), `${'x'.repeat(199)}…`],
  ];
  test.each(table)('%s', (_, text, expected) => {
    expect(cleanText(text)).toBe(expected);
  });

  test('every spelling of a credential goes', () => {
    const credential = { origin: 'o', key: 'k', username: 'robot', password: 'p@ss/word', identityToken: 'refresh+1' };
    const basic = Buffer.from('robot:p@ss/word').toString('base64');
    const text = `p@ss/word p%40ss%2Fword refresh+1 refresh%2B1 ${basic} tok123`;
    const clean = cleanText(text, listSecrets(credential, 'Bearer tok123'));
    expect(clean).toBe('… … … … … …');
  });

  test('the result is always one short line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(cleanText(text)).toMatch(/^[^\n\r\u0000-\u001f\u007f]{0,200}$/);
      }),
    );
  });
});

describe('parseErrorBody', () => {
  const table: [string, string, string][] = [
    [
      'the first error of the specification',
      '{"errors":[{"code":"DENIED","message":"no"},{"code":"X"}]}',
      'DENIED: no',
    ],
    ['only a code', '{"errors":[{"code":"DENIED"}]}', 'DENIED'],
    ['OAuth2', '{"error":"invalid_grant","error_description":"expired"}', 'invalid_grant: expired'],
    ['Docker Hub’s token endpoint', '{"details":"incorrect username or password"}', 'incorrect username or password'],
    ['HTML says nothing', '<html>', ''],
    ['nothing says nothing', '', ''],
    ['wrong types say nothing', '{"errors":[{"code":5,"message":[]}]}', ''],
    ['a list says nothing', '[1]', ''],
  ];
  test.each(table)('%s', (_, body, expected) => {
    expect(parseErrorBody(Buffer.from(body))).toBe(expected);
  });
});
