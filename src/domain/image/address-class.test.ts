import { isIP } from 'node:net';
import fc from 'fast-check';
import type { AddressClass } from './address-class';
import { classifyAddress, isSameAddress } from './address-class';

const TABLE: [AddressClass, string[]][] = [
  ['public', ['8.8.8.8', '1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255']],
  ['public', ['128.0.0.0', '169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255']],
  ['public', ['192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255']],
  ['public', ['2600::1', '2a00:1450:4001::200e', '2001:4860:4860::8888', '64:ff9b::8.8.8.8', '2002:808:808::1']],
  ['private', ['10.0.0.0', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.0', '192.168.255.255']],
  ['private', ['100.64.0.0', '100.127.255.255', 'fc00::', 'fdff:ffff::1', 'fec0::1', '64:ff9b:1::a00:1']],
  ['loopback', ['127.0.0.1', '127.255.255.255', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::ffff:7f00:1']],
  ['loopback', ['64:ff9b::127.0.0.1', '2002:7f00:1::', '::127.0.0.1', '::ffff:0:127.0.0.1', '::7f00:1']],
  ['linkLocal', ['169.254.0.0', '169.254.255.255', 'fe80::1', 'febf::1', 'fe80::1%eth0', '::ffff:169.254.1.1']],
  ['metadata', ['169.254.169.254', '::ffff:a9fe:a9fe', '64:ff9b::169.254.169.254', 'fd00:ec2::254', 'fd20:ce::254']],
  ['metadata', ['100.100.100.200', '168.63.129.16', '192.0.0.192']],
  ['multicast', ['224.0.0.1', '239.255.255.255', 'ff02::1', 'ff00::']],
  ['unspecified', ['0.0.0.0', '0.255.255.255', '::', '0::0', '::ffff:0.0.0.0']],
  ['reserved', ['192.0.2.1', '198.18.0.0', '198.19.255.255', '198.51.100.1', '203.0.113.1', '240.0.0.1']],
  ['reserved', ['255.255.255.255', '192.88.99.1', '2001:db8::1', '2001::1', '3fff::1', '100::1', '4000::1', '5f00::1']],
  ['invalid', ['', 'localhost', '1.2.3', '1.2.3.4.5', '01.2.3.4', '256.1.1.1', '1.2.3.-4', '0x7f.0.0.1', '2130706433']],
  ['invalid', [':', ':::', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8::', '12345::', '::1.2.3']],
  ['invalid', ['1.2.3.4::', '[::1]', '::1 ', '127.0.0.1:80', 'fe80::1%', 'fe80::1%a%b', `::${'0'.repeat(200)}`]],
];

test.each(TABLE.flatMap(([expected, addresses]) => addresses.map((address) => [address, expected])))(
  '%p is %s',
  (address, expected) => {
    expect(classifyAddress(address)).toBe(expected);
  },
);

const dotted = (bytes: number[]): string => bytes.join('.');
const hexTail = ([a = 0, b = 0, c = 0, d = 0]: number[]): string =>
  `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
const anyIPv4 = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 });

test('however an IPv4 address is wrapped into IPv6, its class stays', () => {
  fc.assert(
    fc.property(anyIPv4, (bytes) => {
      const plain = classifyAddress(dotted(bytes));
      const wrapped = [
        `::ffff:${dotted(bytes)}`,
        `::FFFF:${hexTail(bytes)}`,
        `0:0:0:0:0:ffff:${hexTail(bytes)}`,
        `64:ff9b::${hexTail(bytes)}`,
        `2002:${hexTail(bytes)}::1`,
      ];
      for (const text of wrapped) {
        expect([text, classifyAddress(text)]).toEqual([text, plain]);
        expect(isSameAddress(text, dotted(bytes))).toBe(true);
      }
    }),
  );
});

test('however an IPv6 address is written, its class stays', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }), (groups) => {
      const plain = groups.map((group) => group.toString(16)).join(':');
      const padded = groups.map((group) => group.toString(16).padStart(4, '0').toUpperCase()).join(':');
      const shortened = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
      expect(classifyAddress(padded)).toBe(classifyAddress(plain));
      expect(classifyAddress(shortened)).toBe(classifyAddress(plain));
      expect(isSameAddress(shortened, padded)).toBe(true);
    }),
  );
});

test('it takes for an address what Node takes for one, and never throws', () => {
  const pieces = fc.constantFrom('::', ':', '.', '0', '1', 'ffff', '255', '256', '10', 'fe80', '127.0.0.1', 'g', ' ');
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 10 }).map((parts) => parts.join('')),
    fc.ipV4(),
    fc.ipV6(),
  );
  fc.assert(
    fc.property(
      texts.filter((text) => !text.includes('%')),
      (text) => {
        expect(classifyAddress(text) === 'invalid').toBe(isIP(text) === 0);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('different addresses, and what is no address, are not the same', () => {
  expect(isSameAddress('10.0.0.1', '10.0.0.2')).toBe(false);
  expect(isSameAddress('::1', '0.0.0.1')).toBe(false);
  expect(isSameAddress('api.example.com', 'api.example.com')).toBe(false);
});
