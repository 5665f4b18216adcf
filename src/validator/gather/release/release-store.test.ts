import type { StoredRelease } from '../../../contract/stored-release';
import { ObjectTable } from '../../../testing/resolver-scene';
import { RecordingLogger } from '../../../testing/scripted-ports';
import { KubeError } from '../../kube-error';
import type { ReleaseStore } from './release-store';
import { createReleaseStore } from './release-store';

const PATH = 'configmaps/kmm-preflight/kmm-preflight-releases';

const aStored = (version: string, overrides: Partial<StoredRelease> = {}): StoredRelease => ({
  form: 1,
  storedAt: '2026-11-22T12:00:00.000Z',
  version,
  digest: `sha256:${'a'.repeat(64)}`,
  architectures: ['amd64'],
  streams: [{ name: 'rhel-9', dtkImage: 'quay.io/x/y@sha256:1', kernels: [] }],
  warnings: [],
  repositories: ['quay.io/x/y'],
  verified: false,
  covers: ['amd64/default'],
  ...overrides,
});
const minute = (number: number): string => new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString();

let objects: ObjectTable;
let logger: RecordingLogger;
const newStore = (): ReleaseStore => createReleaseStore(objects.api, 'kmm-preflight', logger);
const stored = (): Record<string, string> => (objects.objects.get(PATH)?.data ?? {}) as Record<string, string>;

beforeEach(() => {
  objects = new ObjectTable();
  logger = new RecordingLogger();
});

test('what one replica saves another finds', async () => {
  await newStore().save('sha256.a', aStored('4.19.0'));
  expect(await newStore().find('sha256.a')).toEqual(aStored('4.19.0'));
  expect(await newStore().find('sha256.b')).toBeUndefined();
});

test('two replicas that begin together keep both', async () => {
  await Promise.all([newStore().save('sha256.a', aStored('4.19.0')), newStore().save('sha256.b', aStored('4.20.0'))]);
  expect(Object.keys(stored()).sort()).toEqual(['sha256.a', 'sha256.b']);
});

test('of more than a hundred the oldest go, and first what cannot be read', async () => {
  const store = newStore();
  await store.save('sha256.new', aStored('4.19.0', { storedAt: minute(50) }));
  objects.objects.get(PATH)!.data!['garbage'] = '{';
  for (let number = 0; number < 99; number++) {
    await store.save(`sha256.${number}`, aStored('4.19.0', { storedAt: minute(number) }));
  }
  expect(Object.keys(stored())).toHaveLength(100);
  expect(stored()).not.toHaveProperty('garbage');
  await store.save('sha256.last', aStored('4.19.0', { storedAt: minute(200) }));
  expect(Object.keys(stored())).toHaveLength(100);
  expect(stored()['sha256.0']).toBeUndefined();
  expect(stored()['sha256.1']).toBeDefined();
});

test('it never grows over 900 KiB', async () => {
  const store = newStore();
  const message = 'x'.repeat(100 * 1024);
  for (let number = 0; number < 12; number++) {
    const release = aStored('4.19.0', { storedAt: minute(number), warnings: [{ reason: 'Long', message }] });
    await store.save(`sha256.${number}`, release);
    expect(JSON.stringify(stored()).length).toBeLessThan(1024 * 1024);
  }
  expect(stored()['sha256.11']).toBeDefined();
  expect(stored()['sha256.0']).toBeUndefined();
});

test.each([
  ['no JSON', '{'],
  ['another form', JSON.stringify({ ...aStored('4.19.0'), form: 2 })],
  ['another shape', JSON.stringify({ ...aStored('4.19.0'), streams: 'none' })],
])('an entry that is %s does not count', async (_name, text) => {
  objects.put(PATH, { data: { 'sha256.a': text } });
  expect(await newStore().find('sha256.a')).toBeUndefined();
});

test('an API server that refuses costs nothing but the memory', async () => {
  const refuse = (): Promise<never> => Promise.reject(new KubeError('Forbidden', 'GET: 403'));
  const api = { ...objects.api, get: refuse, create: refuse, mergePatch: refuse };
  const store = createReleaseStore(api, 'kmm-preflight', logger);
  expect(await store.find('sha256.a')).toBeUndefined();
  await store.save('sha256.a', aStored('4.19.0'));
  expect(await store.find('sha256.a')).toEqual(aStored('4.19.0'));
  expect(logger.lines.filter((line) => line.startsWith('warn'))).toHaveLength(2);
});
