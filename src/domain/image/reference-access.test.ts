import type { AccessRules, HostAccess, Reach } from './reference-access';
import { decideAddressAccess, decideHostAccess } from './reference-access';

const RULES: AccessRules = {
  trustedHosts: [
    'quay.io/openshift-release-dev',
    'mirror.corp:5000/ocp',
    '127.0.0.1:5001',
    '*.internal.corp',
    'image-registry.openshift-image-registry.svc:5000',
    '10.1.2.3',
  ],
  apiServers: [
    { host: 'api.cluster.corp', addresses: ['10.9.9.9', 'fd01::9'], port: 6443 },
    { host: '127.0.0.1', addresses: [], port: 6444 },
  ],
};

const host = (name: string, origin?: string): HostAccess =>
  decideHostAccess({ ...RULES, host: name, ...(origin !== undefined && { origin }) });
const address = (text: string, reach: Reach, port = 443): HostAccess =>
  decideAddressAccess({ address: text, port, reach, apiServers: RULES.apiServers });

describe('a host before its name is looked up', () => {
  test.each([
    ['quay.io', 'anywhere'],
    ['quay.io:443', 'anywhere'],
    ['QUAY.io', 'anywhere'],
    ['quay.io:8443', 'anywhere'],
    ['mirror.corp:5000', 'anywhere'],
    ['a.b.internal.corp', 'anywhere'],
    ['127.0.0.1:5001', 'anywhere'],
    ['10.1.2.3:5000', 'anywhere'],
    ['image-registry.openshift-image-registry.svc:5000', 'anywhere'],
    ['mirror.corp', 'publicOnly'],
    ['mirror.corp:5001', 'publicOnly'],
    ['internal.corp', 'publicOnly'],
    ['quay.io.evil.example', 'publicOnly'],
    ['notquay.io', 'publicOnly'],
    ['localhost:5000', 'publicOnly'],
    ['8.8.8.8', 'publicOnly'],
    ['[2600::1]:5000', 'publicOnly'],
  ])('%s may be contacted, %s', (name, reach) => {
    expect(host(name)).toEqual({ allowed: true, reach });
  });

  test.each([
    ['127.0.0.1:5002', 'is a loopback address; only hosts'],
    ['10.0.0.1', 'is a private address; only hosts'],
    ['[::1]', 'is a loopback address'],
    ['[::ffff:10.0.0.1]:5000', 'is a private address'],
    ['169.254.169.254', "is the cloud's metadata service"],
    ['[fe80::1]', 'is a link-local address'],
    ['0.0.0.0', 'is no address of a host'],
    ['2130706433', 'is an IP address in disguise'],
    ['0x7f.1', 'is an IP address in disguise'],
    ['127.1', 'is an IP address in disguise'],
    ['api.cluster.corp:6443', 'is the API server'],
    ['API.cluster.corp.:6443', 'is the API server'],
    ['127.0.0.1:6444', 'is the API server'],
    ['10.9.9.9:6443', 'is the API server'],
    ['[::ffff:10.9.9.9]:6443', 'is the API server'],
    ['kubernetes', 'is the API server'],
    ['kubernetes.default.svc', 'is the API server'],
    ['kubernetes.default.svc.cluster.local:443', 'is the API server'],
  ])('%s is refused: %s', (name, message) => {
    expect(host(name)).toEqual({ allowed: false, message: expect.stringContaining(message) });
  });
});

describe('a host that another one led to', () => {
  test.each([
    ['cdn.example.com', 'quay.io', 'privateToo'],
    ['192.168.1.1', 'quay.io', 'privateToo'],
    ['mirror.corp:5000', 'quay.io', 'anywhere'],
    ['cdn.example.com', 'registry.example.com', 'publicOnly'],
    ['mirror.corp:5000', 'registry.example.com', 'publicOnly'],
  ])('%s by %s: %s', (name, origin, reach) => {
    expect(host(name, origin)).toEqual({ allowed: true, reach });
  });

  test.each([
    ['127.0.0.1:9443', 'quay.io'],
    ['169.254.169.254', 'quay.io'],
    ['api.cluster.corp:6443', 'quay.io'],
    ['127.0.0.1:5001', 'registry.example.com'],
    ['10.1.2.3', 'registry.example.com'],
  ])('%s by %s is refused', (name, origin) => {
    expect(host(name, origin).allowed).toBe(false);
  });
});

describe('an address at connect time', () => {
  test.each<[string, Reach[]]>([
    ['8.8.8.8', ['publicOnly', 'privateToo', 'anywhere']],
    ['2600::1', ['publicOnly', 'privateToo', 'anywhere']],
    ['10.0.0.1', ['privateToo', 'anywhere']],
    ['100.64.0.1', ['privateToo', 'anywhere']],
    ['fd00::1', ['privateToo', 'anywhere']],
    ['::ffff:192.168.0.1', ['privateToo', 'anywhere']],
    ['127.0.0.1', ['anywhere']],
    ['::1', ['anywhere']],
    ['198.18.0.1', ['anywhere']],
    ['169.254.1.1', []],
    ['fe80::1%eth0', []],
    ['169.254.169.254', []],
    ['224.0.0.1', []],
    ['0.0.0.0', []],
    ['not an address', []],
  ])('%s is in the reach of %p', (text, expected) => {
    const reaches = (['publicOnly', 'privateToo', 'anywhere'] as const).filter((reach) => address(text, reach).allowed);
    expect(reaches).toEqual(expected);
  });

  test('the API server’s address is refused on its port only, however it is written', () => {
    expect(address('10.9.9.9', 'anywhere', 6443).allowed).toBe(false);
    expect(address('::ffff:a09:909', 'anywhere', 6443).allowed).toBe(false);
    expect(address('fd01:0::9', 'anywhere', 6443).allowed).toBe(false);
    expect(address('127.0.0.1', 'anywhere', 6444).allowed).toBe(false);
    expect(address('10.9.9.9', 'anywhere', 5000).allowed).toBe(true);
    expect(address('127.0.0.1', 'anywhere', 5001).allowed).toBe(true);
  });
});

test('a message says the remedy only where there is one', () => {
  expect(address('10.0.0.1', 'publicOnly')).toMatchObject({
    message: expect.stringContaining("cluster's configuration names"),
  });
  expect(address('169.254.1.1', 'publicOnly')).toMatchObject({ message: '"169.254.1.1" is a link-local address' });
});
