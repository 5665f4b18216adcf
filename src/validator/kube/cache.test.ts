import { refusal } from '../../testing/kube-exchange';
import { KubeServer } from '../../testing/kube-server';
import { waitUntil } from '../../testing/wait-until';
import type { Cache, CacheChange, KubeObject, Logger, ResourceKind, WatchOptions } from '../ports';
import { createWatcher } from './cache';
import { KubeClient } from './kube-api';
import type { ReflectorTimings } from './reflector';
import { KubeTransport } from './transport';

const NODES: ResourceKind = { group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false };
const MODULES: ResourceKind = {
  group: 'kmm.sigs.x-k8s.io',
  version: 'v1beta1',
  plural: 'modules',
  kind: 'Module',
  namespaced: true,
};
const NODE_PATH = '/api/v1/nodes';
const MODULE_PATH = '/apis/kmm.sigs.x-k8s.io/v1beta1/modules';

interface Kept {
  name: string;
  text: unknown;
}

const prune = (raw: KubeObject): Kept => ({ name: raw.metadata.name, text: (raw as { text?: unknown }).text });

let server: KubeServer;
let transport: KubeTransport;
let caches: Cache<Kept>[];
let changes: CacheChange<Kept>[];
let warnings: string[];
let handlerExceptions: string[];

const logger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (_, message) => warnings.push(message),
  error: () => undefined,
};

beforeEach(async () => {
  server = await new KubeServer().start();
  transport = new KubeTransport({ server: server.url, skipVerify: false, credential: { type: 'none' } });
  caches = [];
  changes = [];
  warnings = [];
  handlerExceptions = [];
});

afterEach(async () => {
  for (const cache of caches) cache.stop();
  await transport.close();
  await server.stop();
});

function watch(options: Partial<WatchOptions<Kept>> = {}, timings: Partial<ReflectorTimings> = {}): Cache<Kept> {
  const watcher = createWatcher(new KubeClient(transport), {
    logger,
    timings: { backoff: { minMs: 5, maxMs: 50 }, minSpacingMs: 5, ...timings },
    onHandlerException: (plural) => handlerExceptions.push(plural),
  });
  const cache = watcher.watch<Kept>({ kind: NODES, prune, onChange: (change) => changes.push(change), ...options });
  caches.push(cache);
  return cache;
}

function putNode(name: string, text = 'x'): void {
  server.put(NODE_PATH, { metadata: { name }, text });
}

async function watching(options: Partial<WatchOptions<Kept>> = {}, timings: Partial<ReflectorTimings> = {}) {
  const cache = watch(options, timings);
  await cache.synced();
  await waitUntil(() => server.openWatches === 1);
  return cache;
}

describe('list', () => {
  test('pages of the limit, and one watch from the version of the list', async () => {
    for (let index = 0; index < 1201; index += 1) putNode(`node-${index}`);
    const cache = await watching();
    expect(cache.size).toBe(1201);
    expect(server.lists).toHaveLength(3);
    expect(server.lists.map(({ query }) => query.get('limit'))).toEqual(['500', '500', '500']);
    expect(server.lists.every(({ query }) => !query.has('resourceVersion'))).toBe(true);
    expect(server.watchRequests[0]?.query.get('resourceVersion')).toBe('1301');
  });

  test('starts again when the continue token expired between two pages', async () => {
    for (let index = 0; index < 7; index += 1) putNode(`node-${index}`);
    let expired = false;
    server.intercept = ({ query }) => {
      if (!query.has('continue') || expired) return undefined;
      expired = true;
      return refusal(410, 'continue token expired');
    };
    const cache = await watching({}, { pageLimit: 3 });
    expect(cache.size).toBe(7);
    expect(server.lists.filter(({ query }) => !query.has('continue'))).toHaveLength(2);
  });

  test('namespace and selectors go into list and watch', async () => {
    await watching({ kind: MODULES, namespace: 'drivers', labelSelector: 'a=b', fieldSelector: 'metadata.name=c' });
    for (const request of [server.lists[0], server.watchRequests[0]]) {
      expect(request?.path).toBe('/apis/kmm.sigs.x-k8s.io/v1beta1/namespaces/drivers/modules');
      expect(request?.query.get('labelSelector')).toBe('a=b');
      expect(request?.query.get('fieldSelector')).toBe('metadata.name=c');
    }
  });

  test('objects are pruned before anything is kept or reported', async () => {
    server.put(MODULE_PATH, { metadata: { name: 'm', namespace: 'ns', managedFields: ['big'] }, text: 't', rest: 1 });
    const cache = await watching({ kind: MODULES });
    expect(cache.get('ns/m')).toEqual({ name: 'm', text: 't' });
    expect([...cache.values()]).toEqual([{ name: 'm', text: 't' }]);
    expect(changes).toEqual([{ key: 'ns/m', current: { name: 'm', text: 't' }, previous: undefined }]);
  });

  test('items carry apiVersion and kind even where the list leaves them out', async () => {
    putNode('a');
    const seen: KubeObject[] = [];
    await watching({
      prune: (raw) => {
        seen.push(raw);
        return prune(raw);
      },
    });
    expect(seen[0]).toMatchObject({ apiVersion: 'v1', kind: 'Node' });
  });
});

describe('watch', () => {
  test('asks for bookmarks, and goes on from the last one', async () => {
    await watching();
    expect(server.watchRequests[0]?.query.get('allowWatchBookmarks')).toBe('true');
    const seconds = Number(server.watchRequests[0]?.query.get('timeoutSeconds'));
    expect(seconds).toBeGreaterThanOrEqual(300);
    expect(seconds).toBeLessThan(600);
    putNode('elsewhere-first');
    server.remove(NODE_PATH, 'elsewhere-first');
    server.bookmark();
    server.closeWatches();
    await waitUntil(() => server.watchRequests.length === 2);
    expect(server.watchRequests[1]?.query.get('resourceVersion')).toBe('102');
    expect(server.lists).toHaveLength(1);
  });

  test('reports additions, modifications and deletions with what was there before', async () => {
    putNode('a', '1');
    const cache = await watching();
    putNode('a', '2');
    server.remove(NODE_PATH, 'a');
    await waitUntil(() => changes.length === 3);
    expect(changes.map(({ current, previous }) => [previous?.text, current?.text])).toEqual([
      [undefined, '1'],
      ['1', '2'],
      ['2', undefined],
    ]);
    expect(cache.size).toBe(0);
  });

  test('an event that arrives byte by byte is one event', async () => {
    const cache = await watching();
    const event = { type: 'ADDED', object: { metadata: { name: 'a', resourceVersion: '500' }, text: 'ä🐧' } };
    for (const byte of Buffer.from(`${JSON.stringify(event)}\n`)) server.sendRaw(Buffer.from([byte]));
    await waitUntil(() => cache.size === 1);
    expect(cache.get('a')?.text).toBe('ä🐧');
  });

  test('after stop nothing is reported and no request is made', async () => {
    const cache = await watching();
    cache.stop();
    await waitUntil(() => server.openWatches === 0);
    putNode('late');
    const requests = server.requests.length;
    const other = await watching();
    expect(other.get('late')).toBeDefined();
    expect(changes).toHaveLength(1);
    expect(server.requests.length).toBe(requests + 2);
    expect(cache.size).toBe(0);
  });
});

describe('faults', () => {
  test('the server closes the watch: goes on without listing again', async () => {
    const cache = await watching();
    server.closeWatches();
    putNode('a');
    await waitUntil(() => cache.get('a') !== undefined);
    expect(server.lists).toHaveLength(1);
  });

  test('TCP reset: goes on at once without listing again', async () => {
    const cache = await watching({}, { backoff: { minMs: 60_000, maxMs: 60_000 } });
    server.resetWatches();
    putNode('a');
    await waitUntil(() => cache.get('a') !== undefined);
    expect(server.lists).toHaveLength(1);
  });

  test('ERROR 410: lists again, and reports a deletion that no event told', async () => {
    putNode('gone', '1');
    putNode('stays', '1');
    const cache = await watching();
    changes.length = 0;
    server.forget(NODE_PATH, 'gone');
    server.failWatches(410);
    await waitUntil(() => cache.size === 1);
    expect(changes).toEqual([{ key: 'gone', current: undefined, previous: { name: 'gone', text: '1' } }]);
    expect(server.lists).toHaveLength(2);
  });

  test('HTTP 410 on opening a watch: lists again', async () => {
    let refused = false;
    server.intercept = ({ query }) => {
      if (!query.has('watch') || refused) return undefined;
      refused = true;
      return refusal(410, 'too old');
    };
    await watching();
    expect(server.lists).toHaveLength(2);
  });

  test('compaction while the watch is down: lists again and reports only what changed', async () => {
    putNode('same', '1');
    putNode('other', '1');
    const cache = await watching();
    changes.length = 0;
    server.freezeWatches();
    putNode('other', '2');
    server.compact();
    await server.stop();
    await server.start();
    await waitUntil(() => cache.get('other')?.text === '2');
    expect(changes.map(({ key }) => key)).toEqual(['other']);
  });

  test('ERROR 500: goes on from where it was', async () => {
    const cache = await watching();
    server.failWatches(500);
    putNode('a');
    await waitUntil(() => cache.get('a') !== undefined);
    expect(server.lists).toHaveLength(1);
  });

  test('one ERROR 500 after the other: lists again', async () => {
    server.put(NODE_PATH, { metadata: { name: 'a' } });
    await watching();
    for (let round = 2; server.lists.length === 1; round += 1) {
      server.failWatches(500);
      await waitUntil(() => server.watchRequests.length >= round && server.openWatches === 1);
      expect(round).toBeLessThan(10);
    }
    expect(server.watchRequests.length).toBeGreaterThanOrEqual(3);
  });

  test('half-open connection: is given up when nothing comes, not even a bookmark', async () => {
    const cache = await watching({}, { idleMs: 100 });
    server.freezeWatches();
    putNode('a');
    await waitUntil(() => cache.get('a') !== undefined);
    expect(server.lists).toHaveLength(1);
  });

  test('two silent watches in a row: lists again', async () => {
    await watching({}, { idleMs: 50 });
    await waitUntil(() => server.lists.length === 2);
    expect(server.watchRequests.length).toBeGreaterThanOrEqual(2);
  });

  test('a server that closes every watch gets few requests, and is believed again afterwards', async () => {
    server.closeEveryWatch = true;
    const cache = watch({}, { backoff: { minMs: 100, maxMs: 60_000 }, minSpacingMs: 100 });
    await cache.synced();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(server.watchRequests.length).toBeLessThanOrEqual(6);
    expect(server.lists).toHaveLength(1);
    server.closeEveryWatch = false;
    putNode('a');
    await waitUntil(() => cache.get('a') !== undefined);
  });

  test('a garbled line: lists again', async () => {
    const cache = await watching();
    server.sendRaw('this is not JSON\n');
    await waitUntil(() => server.lists.length === 2);
    putNode('a');
    await waitUntil(() => cache.get('a') !== undefined);
  });

  test('an exception in a handler is counted and harms nobody', async () => {
    let failures = 0;
    const cache = await watching({
      onChange: () => {
        failures += 1;
        if (failures % 2 === 0) throw new Error('handler');
        return Promise.reject(new Error('async handler')) as unknown as void;
      },
    });
    putNode('a');
    putNode('b');
    await waitUntil(() => cache.get('b') !== undefined && handlerExceptions.length === 2);
    expect(handlerExceptions).toEqual(['nodes', 'nodes']);
    expect(server.watchRequests).toHaveLength(1);
  });

  test('an object that cannot be pruned does not hide the others', async () => {
    putNode('bad');
    putNode('good');
    const cache = await watching({
      prune: (raw) => {
        if (raw.metadata.name === 'bad') throw new Error('unexpected shape');
        return prune(raw);
      },
    });
    expect([...cache.values()].map(({ name }) => name)).toEqual(['good']);
    expect(handlerExceptions).toEqual(['nodes']);
  });

  test('the API server restarts: everything goes on', async () => {
    const cache = await watching();
    await server.stop();
    putNode('meanwhile');
    await server.start();
    await waitUntil(() => cache.get('meanwhile') !== undefined);
    putNode('after');
    await waitUntil(() => cache.get('after') !== undefined);
  });
});

describe('kinds that are absent or forbidden', () => {
  test('an absent optional kind counts as empty, and is found when it appears', async () => {
    server.absent.add(MODULE_PATH);
    const cache = watch({ kind: MODULES, optional: true }, { absentRecheckMs: 20 });
    await cache.synced();
    expect([cache.served, cache.size, cache.isSynced]).toEqual([false, 0, true]);
    expect(warnings).toEqual([]);
    server.absent.clear();
    server.put(MODULE_PATH, { metadata: { name: 'm', namespace: 'ns' } });
    await waitUntil(() => cache.get('ns/m') !== undefined);
    expect(cache.served).toBe(true);
  });

  test('when the CRD vanishes, all its objects are reported as deleted', async () => {
    server.put(MODULE_PATH, { metadata: { name: 'm', namespace: 'ns' } });
    const cache = await watching({ kind: MODULES, optional: true }, { absentRecheckMs: 20 });
    server.absent.add(MODULE_PATH);
    server.closeWatches();
    await waitUntil(() => !cache.served);
    expect(cache.size).toBe(0);
    expect(changes.at(-1)).toMatchObject({ key: 'ns/m', current: undefined });
  });

  test('an absent kind that is needed stays unsynced', async () => {
    server.absent.add(MODULE_PATH);
    const cache = watch({ kind: MODULES });
    await waitUntil(() => server.lists.length >= 3);
    expect([cache.served, cache.isSynced]).toEqual([false, false]);
    expect(warnings).toHaveLength(1);
    server.absent.clear();
    await cache.synced();
    expect(cache.served).toBe(true);
  });

  test('a forbidden kind is asked for again, complained about once, and works when allowed', async () => {
    server.intercept = () => refusal(403, 'nodes is forbidden');
    const cache = watch({}, { forbiddenRetryMs: 10 });
    await waitUntil(() => server.lists.length >= 4);
    expect(cache.isSynced).toBe(false);
    expect(warnings).toEqual([expect.stringContaining('API server answered 403 Forbidden: nodes is forbidden')]);
    server.intercept = () => undefined;
    await cache.synced();
  });

  test('a forbidden optional kind counts as empty, with a warning', async () => {
    server.intercept = () => refusal(403, 'forbidden');
    const cache = watch({ optional: true }, { forbiddenRetryMs: 10 });
    await cache.synced();
    expect([cache.size, cache.served, warnings.length]).toEqual([0, true, 1]);
  });

  test('a right that is taken away later does not empty the cache', async () => {
    putNode('a');
    const cache = await watching({ optional: true }, { forbiddenRetryMs: 10 });
    server.intercept = () => refusal(403, 'forbidden');
    server.failWatches(410);
    await waitUntil(() => server.lists.length >= 3);
    expect(cache.size).toBe(1);
  });
});
