import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

import { KubeConfigError } from './cluster-access';
import { loadKubeConfig } from './kube-config';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kube-'));
});

afterEach(() => rmSync(dir, { recursive: true }));

interface Written {
  cluster?: object;
  user?: object;
  context?: object;
  file?: string;
}

function write({ cluster = {}, user = {}, context = {}, file = 'config' }: Written): string {
  const path = join(dir, file);
  const content = {
    'current-context': 'ctx',
    contexts: [{ name: 'ctx', context: { cluster: 'c', user: 'u', ...context } }],
    clusters: [{ name: 'c', cluster: { server: 'https://api.example.com:6443/', ...cluster } }],
    users: [{ name: 'u', user }],
  };
  writeFileSync(path, stringify(content));
  return path;
}

const load = (kubeconfig: string) => loadKubeConfig({ kubeconfig, env: {} });
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const serviceAccount = (namespace: string | undefined): string => {
  writeFileSync(join(dir, 'token'), 't');
  if (namespace) writeFileSync(join(dir, 'namespace'), namespace);
  return dir;
};
const POD = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };

describe('order', () => {
  test('the flag wins over the service account, which wins over KUBECONFIG', () => {
    const serviceAccountDir = serviceAccount('home');
    const flag = write({ cluster: { server: 'https://flag' } });
    const env = { ...POD, KUBECONFIG: write({ cluster: { server: 'https://env' }, file: 'env' }) };
    expect(loadKubeConfig({ kubeconfig: flag, env, serviceAccountDir }).server).toBe('https://flag');
    expect(loadKubeConfig({ env, serviceAccountDir })).toEqual({
      server: 'https://10.0.0.1:443',
      namespace: 'home',
      ca: { file: join(dir, 'ca.crt') },
      skipVerify: false,
      credential: { type: 'tokenFile', file: join(dir, 'token') },
    });
    expect(loadKubeConfig({ env, serviceAccountDir: '/nowhere' }).server).toBe('https://env');
  });

  test('an IPv6 service address gets brackets', () => {
    const env = { ...POD, KUBERNETES_SERVICE_HOST: 'fd00::1' };
    expect(loadKubeConfig({ env, serviceAccountDir: serviceAccount(undefined) }).server).toBe('https://[fd00::1]:443');
  });

  test('nothing found is one sentence', () => {
    expect(() => loadKubeConfig({ env: {}, serviceAccountDir: '/nowhere' })).toThrow(
      new KubeConfigError(
        'no cluster found: pass --kubeconfig, set KUBECONFIG, or run in a pod with a mounted service account',
      ),
    );
  });
});

describe('kubeconfig', () => {
  test('inline data', () => {
    const config = load(
      write({
        cluster: {
          'certificate-authority-data': base64('CA'),
          'tls-server-name': 'kube',
          'proxy-url': 'http://proxy:3128',
        },
        user: { 'client-certificate-data': base64('CERT'), 'client-key-data': base64('KEY') },
        context: { namespace: 'ns' },
      }),
    );
    expect(config).toEqual({
      server: 'https://api.example.com:6443',
      namespace: 'ns',
      ca: { pem: 'CA' },
      serverName: 'kube',
      proxyUrl: 'http://proxy:3128',
      skipVerify: false,
      clientCertificate: { certificate: { pem: 'CERT' }, key: { pem: 'KEY' } },
      credential: { type: 'none' },
    });
  });

  test('file names start from the folder of the kubeconfig', () => {
    const config = load(
      write({
        cluster: { 'certificate-authority': 'ca.crt' },
        user: { 'client-certificate': 'sub/c.crt', 'client-key': '/abs/c.key', tokenFile: 'token' },
      }),
    );
    expect(config.ca).toEqual({ file: join(dir, 'ca.crt') });
    expect(config.clientCertificate).toEqual({
      certificate: { file: join(dir, 'sub/c.crt') },
      key: { file: '/abs/c.key' },
    });
    expect(config.credential).toEqual({ type: 'tokenFile', file: join(dir, 'token') });
  });

  test.each([
    [{ token: 'a' }, { type: 'token', token: 'a' }],
    [
      { token: 'a', tokenFile: '/t' },
      { type: 'tokenFile', file: '/t' },
    ],
    [{}, { type: 'none' }],
  ])('credential of %j', (user, expected) => {
    expect(load(write({ user })).credential).toEqual(expected);
  });

  test('insecure-skip-tls-verify counts only when it is true', () => {
    expect(load(write({ cluster: { 'insecure-skip-tls-verify': true } })).skipVerify).toBe(true);
    expect(load(write({ cluster: { 'insecure-skip-tls-verify': 'no' } })).skipVerify).toBe(false);
  });

  test('an exec plugin, with the cluster when it asks for it', () => {
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: './login',
      args: ['a', 1],
      env: [{ name: 'X', value: 'y' }],
      provideClusterInfo: true,
      interactiveMode: 'IfAvailable',
    };
    expect(load(write({ user: { exec } })).credential).toEqual({
      type: 'exec',
      plugin: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: join(dir, 'login'),
        args: ['a', '1'],
        env: { X: 'y' },
        cluster: expect.objectContaining({ server: 'https://api.example.com:6443/' }) as object,
      },
    });
  });

  test('of several files the first that has an entry wins', () => {
    mkdirSync(join(dir, 'two'));
    const second = write({ file: 'two/second', user: { tokenFile: 'token' } });
    const first = join(dir, 'first');
    writeFileSync(first, stringify({ clusters: [{ name: 'c', cluster: { server: 'https://first' } }] }));
    const config = loadKubeConfig({ env: { KUBECONFIG: `${first}:${second}` }, serviceAccountDir: '/nowhere' });
    expect(config.server).toBe('https://first');
    expect(config.credential).toEqual({ type: 'tokenFile', file: join(dir, 'two', 'token') });
  });

  test.each<[string, Written]>([
    ['not an http or https address', { cluster: { server: 'ftp://x' } }],
    ['not an http or https address', { cluster: { server: '' } }],
    ['need each other', { user: { 'client-certificate': 'x' } }],
    ['auth-provider is not supported', { user: { 'auth-provider': { name: 'gcp' } } }],
    ['username is not supported', { user: { username: 'u', password: 'p' } }],
    ['names "other"', { context: { cluster: 'other' } }],
    ['names "other"', { context: { user: 'other' } }],
    ['exec needs', { user: { exec: { command: 'x', apiVersion: 'v1alpha1' } } }],
    ['only http and https proxies', { cluster: { 'proxy-url': 'socks5://x' } }],
    [
      'wants a terminal',
      { user: { exec: { command: 'x', apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Always' } } },
    ],
  ])('refuses: %s', (sentence, written) => {
    const path = write(written);
    expect(() => load(path)).toThrow(KubeConfigError);
    expect(() => load(path)).toThrow(sentence);
  });

  test.each(['', '[]', 'null', 'text', 'users: {}', 'current-context: x'])('refuses the content %j', (content) => {
    const path = join(dir, 'odd');
    writeFileSync(path, content);
    expect(() => load(path)).toThrow(KubeConfigError);
  });

  test('broken YAML is not quoted, because it may hold a token', () => {
    const path = join(dir, 'odd');
    writeFileSync(path, 'users: [{token: very-secret\n  - : ]');
    expect(() => load(path)).toThrow(`kubeconfig ${path} is not valid YAML`);
    expect(() => load(join(dir, 'absent'))).toThrow('ENOENT');
  });
});
