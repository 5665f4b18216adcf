import type { ImageConfig, ProxyConfig } from '../../contract/openshift-config';
import type { MirrorRule } from '../../domain/image/mirrors';
import { RecordingLogger, ScriptedObjects } from '../../testing/scripted-ports';
import { KubeError } from '../kube-error';
import type { RegistrySettings } from '../ports';
import { createRegistryConfigMonitor } from './registry-config-monitor';

const CAS = 'configmaps/openshift-config/registry-cas';
const BUNDLE = 'configmaps/openshift-config/user-ca-bundle';
const RULE: MirrorRule = { source: 'quay.io', mirrors: ['mirror.example.net'], neverContactSource: false, kind: 'tag' };
const POLICY = { allowed: [], blocked: ['bad.example.com'], insecure: [] };
const IMAGE_CONFIG: ImageConfig = { name: 'cluster', policy: POLICY, additionalTrustedCA: 'registry-cas' };
const PROXY: ProxyConfig = {
  name: 'cluster',
  httpsProxy: 'http://p:3128',
  noProxy: '.svc',
  trustedCA: 'user-ca-bundle',
};

function setUp(proxyFromEnvironment?: RegistrySettings['proxy']) {
  const state: { rules: MirrorRule[]; image: ImageConfig | undefined; proxy: ProxyConfig | undefined } = {
    rules: [],
    image: undefined,
    proxy: undefined,
  };
  const scripted = new ScriptedObjects({
    [CAS]: { data: { 'registry.example.com..5000': 'PEM 1', 'other.example.com': 'PEM 2' } },
    [BUNDLE]: { data: { 'ca-bundle.crt': 'PEM 3', other: 'x' } },
  });
  const configured: RegistrySettings[] = [];
  const versions: number[] = [];
  const logger = new RecordingLogger();
  const monitor = createRegistryConfigMonitor({
    api: scripted.api,
    logger,
    mirrorRules: () => state.rules,
    imageConfig: () => state.image,
    proxyConfig: () => state.proxy,
    proxyFromEnvironment,
    configure: (settings) => configured.push(settings),
    onChange: () => versions.push(monitor.current().version),
  });
  return { state, scripted, configured, versions, logger, monitor };
}

test('starts without mirrors, policy and extra CAs', () => {
  const { monitor } = setUp();
  expect(monitor.current()).toEqual({
    mirrorRules: [],
    policy: { allowed: [], blocked: [], insecure: [] },
    trustedHosts: new Set(),
    version: 0,
  });
});

test('brings everything together', async () => {
  const { state, monitor, configured, versions } = setUp();
  Object.assign(state, { rules: [RULE], image: IMAGE_CONFIG, proxy: PROXY });
  await monitor.refresh();
  expect(monitor.current()).toEqual({
    mirrorRules: [RULE],
    policy: POLICY,
    trustedHosts: new Set(['registry.example.com:5000', 'other.example.com']),
    version: 1,
  });
  expect(configured).toEqual([
    {
      trustedCAs: { 'registry.example.com:5000': ['PEM 1'], 'other.example.com': ['PEM 2'] },
      clusterCA: ['PEM 3'],
      proxy: { httpsProxy: 'http://p:3128', noProxy: '.svc' },
    },
  ]);
  expect(versions).toEqual([1]);
});

describe('the version', () => {
  test('does not move when nothing does', async () => {
    const { state, monitor, versions } = setUp();
    state.rules = [RULE];
    await monitor.refresh();
    state.rules = [{ ...RULE }];
    await monitor.refresh();
    expect(versions).toEqual([1]);
  });

  test.each<[string, (scene: ReturnType<typeof setUp>) => void]>([
    ['a mirror rule', ({ state }) => (state.rules = [RULE])],
    ['the policy', ({ state }) => (state.image = { ...IMAGE_CONFIG, policy: { ...POLICY, insecure: ['i'] } })],
    ['the proxy', ({ state }) => (state.proxy = { ...PROXY, noProxy: 'other' })],
    ['a CA in its ConfigMap', ({ scripted }) => (scripted.objects[CAS] = { data: { 'other.example.com': 'PEM 9' } })],
    ['the cluster’s bundle', ({ scripted }) => (scripted.objects[BUNDLE] = { data: { 'ca-bundle.crt': 'PEM 9' } })],
  ])('moves with %s', async (_case, change) => {
    const scene = setUp();
    Object.assign(scene.state, { image: IMAGE_CONFIG, proxy: PROXY });
    await scene.monitor.refresh();
    change(scene);
    await scene.monitor.refresh();
    expect(scene.versions).toEqual([1, 2]);
  });
});

describe('the proxy', () => {
  const proxyOf = async (environment: RegistrySettings['proxy'], proxy?: ProxyConfig) => {
    const { state, monitor, configured } = setUp(environment);
    state.proxy = proxy;
    await monitor.refresh();
    return configured[0]?.proxy;
  };
  const environment = { httpsProxy: 'http://environment:3128' };

  test('is the environment’s where there is no Proxy object', async () =>
    expect(await proxyOf(environment)).toEqual(environment));
  test('is the Proxy object’s', async () =>
    expect((await proxyOf(environment, PROXY))?.httpsProxy).toBe('http://p:3128'));
  test('is none where the Proxy object names none', async () =>
    expect(await proxyOf(environment, { name: 'cluster' })).toEqual({}));
});

describe('a ConfigMap that cannot be read', () => {
  test('keeps its last content, and the mirrors still follow', async () => {
    const { state, scripted, monitor, logger } = setUp();
    state.image = IMAGE_CONFIG;
    await monitor.refresh();
    scripted.objects[CAS] = new KubeError('Forbidden', 'no');
    state.rules = [RULE];
    await monitor.refresh();
    expect(monitor.current()).toMatchObject({ mirrorRules: [RULE], version: 2 });
    expect(monitor.current().trustedHosts).toEqual(new Set(['registry.example.com:5000', 'other.example.com']));
    expect(logger.lines).toEqual([expect.stringMatching(/^warn .*last content stays/)]);
  });

  test('from the beginning counts as empty', async () => {
    const { state, scripted, monitor } = setUp();
    scripted.objects[CAS] = new KubeError('Unreachable', 'away');
    Object.assign(state, { image: IMAGE_CONFIG, rules: [RULE] });
    await monitor.refresh();
    expect(monitor.current()).toMatchObject({ policy: POLICY, mirrorRules: [RULE], trustedHosts: new Set() });
  });

  test('that is gone is empty', async () => {
    const { state, scripted, monitor } = setUp();
    state.image = IMAGE_CONFIG;
    await monitor.refresh();
    Reflect.deleteProperty(scripted.objects, CAS);
    await monitor.refresh();
    expect(monitor.current().trustedHosts).toEqual(new Set());
  });
});

test('an unexpected error is logged; the last configuration stays and the next refresh works', async () => {
  const { state, scripted, monitor, logger } = setUp();
  state.image = IMAGE_CONFIG;
  const cas = scripted.objects[CAS]!;
  scripted.objects[CAS] = new Error('a bug');
  await monitor.refresh();
  expect([monitor.current().version, logger.lines.length]).toEqual([0, 1]);
  scripted.objects[CAS] = cas;
  await monitor.refresh();
  expect(monitor.current().version).toBe(1);
});

test('refreshes do not overtake each other', async () => {
  const { state, monitor, versions } = setUp();
  state.rules = [RULE];
  const all = [monitor.refresh(), monitor.refresh(), monitor.refresh()];
  await Promise.all(all);
  expect(versions).toEqual([1]);
});
