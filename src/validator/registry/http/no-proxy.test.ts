import fc from 'fast-check';
import { parseNoProxy } from './no-proxy';

describe('parseNoProxy', () => {
  const table: [string, string, string, number, boolean][] = [
    ['an empty list covers nothing', '', 'quay.io', 443, false],
    ['loopback names never use a proxy', '', 'localhost', 443, true],
    ['loopback addresses never use a proxy', '', '127.8.9.1', 5000, true],
    ['the IPv6 loopback never uses a proxy', '', '[::1]', 5000, true],
    ['an asterisk covers everything', '*', 'quay.io', 443, true],
    ['a name covers itself', 'quay.io', 'quay.io', 443, true],
    ['a name covers its subdomains', 'quay.io', 'cdn.quay.io', 443, true],
    ['a name does not cover another that ends alike', 'quay.io', 'myquay.io', 443, false],
    ['a leading dot covers subdomains', '.svc', 'image-registry.openshift-image-registry.svc', 5000, true],
    ['a leading dot does not cover the name itself', '.example.com', 'example.com', 443, false],
    ['a wildcard is a leading dot', '*.example.com', 'a.b.example.com', 443, true],
    ['a wildcard does not cover the name itself', '*.example.com', 'example.com', 443, false],
    ['case does not matter', 'Quay.IO', 'QUAY.io', 443, true],
    ['a final dot does not matter', 'quay.io', 'quay.io.', 443, true],
    ['a port restricts a name', 'quay.io:5000', 'quay.io', 5000, true],
    ['another port is not covered', 'quay.io:5000', 'quay.io', 443, false],
    ['an address covers itself', '10.1.2.3', '10.1.2.3', 443, true],
    ['an address with a port', '10.1.2.3:5000', '10.1.2.3', 443, false],
    ['a CIDR covers its addresses', '10.0.0.0/8', '10.1.2.3', 443, true],
    ['a CIDR covers no others', '10.0.0.0/8', '11.1.2.3', 443, false],
    ['a CIDR covers no names', '0.0.0.0/0', 'quay.io', 443, false],
    ['an IPv6 CIDR', 'fd00::/8', '[fd01::5]', 443, true],
    ['an IPv6 address in brackets with a port', '[fd00::1]:5000', '[fd00::1]', 5000, true],
    ['an IPv6 address without brackets', 'fd00::1', '[fd00::1]', 443, true],
    ['a CIDR with too many bits covers nothing', '10.0.0.0/33', '10.0.0.0', 443, false],
    ['entries are separated by commas and blanks', 'a.com, b.com\tc.com', 'c.com', 443, true],
    ['a lone dot covers nothing', '.,*.', 'quay.io.', 443, false],
  ];
  test.each(table)('%s', (_, list, host, port, expected) => {
    expect(parseNoProxy(list)(host, port)).toBe(expected);
  });

  test('no list and no host make it throw', () => {
    const entry = fc.oneof(
      fc.string(),
      fc.ipV4(),
      fc.ipV6(),
      fc.domain(),
      fc.stringMatching(/^[0-9a-f.:/[\]*]{0,20}$/),
    );
    fc.assert(
      fc.property(fc.array(entry), entry, (list, host) => {
        expect(typeof parseNoProxy(list.join(','))(host, 443)).toBe('boolean');
      }),
    );
  });

  test('every listed domain is covered, also with a subdomain before it', () => {
    fc.assert(
      fc.property(fc.array(fc.domain(), { minLength: 1 }), (domains) => {
        const covers = parseNoProxy(domains.join(','));
        expect(domains.every((domain) => covers(domain, 443) && covers(`x.${domain}`, 443))).toBe(true);
      }),
    );
  });
});
