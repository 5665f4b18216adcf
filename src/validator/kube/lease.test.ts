import { refusal } from '../../testing/kube-exchange';
import { KubeServer } from '../../testing/kube-server';
import { ManualTimers, settle } from '../../testing/manual-timers';
import { waitUntil } from '../../testing/wait-until';
import type { KubeApi, Logger } from '../ports';
import { KubeClient } from './kube-api';
import { createLeaderElector, type LeaderElector, type Lease } from './lease';
import { KubeTransport } from './transport';

const COLLECTION = '/apis/coordination.k8s.io/v1/leases';
const KEY = 'home/kmm-preflight-validator';

interface Replica {
  elector: LeaderElector;
  timers: ManualTimers;
  /** Added to the wall clock. */
  clockOffset: number;
  log: string[];
  /** Requests under way. */
  readonly busy: number;
  stop(): Promise<void>;
}

let server: KubeServer;
let transport: KubeTransport;
let replicas: Replica[];

const logger: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

beforeEach(async () => {
  server = await new KubeServer().start();
  transport = new KubeTransport({ server: server.url, skipVerify: false, credential: { type: 'none' } });
  replicas = [];
});

afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await transport.close();
  await server.stop();
});

function startReplica(identity: string): Replica {
  const timers = new ManualTimers();
  const stopper = new AbortController();
  const counter = { busy: 0 };
  const replica: Replica = {
    timers,
    clockOffset: 0,
    log: [],
    get busy() {
      return counter.busy;
    },
    elector: createLeaderElector({
      api: countingApi(counter),
      namespace: 'home',
      identity,
      clock: { now: () => Date.parse('2026-01-01T00:00:00Z') + timers.monotonic() + replica.clockOffset },
      timers,
      logger,
      onStarted: () => replica.log.push('started'),
      onStopped: () => replica.log.push('stopped'),
    }),
    stop: async () => {
      stopper.abort();
      await running;
    },
  };
  const running = replica.elector.run(stopper.signal);
  replicas.push(replica);
  return replica;
}

const lease = (): Lease['spec'] => (server.read(COLLECTION, KEY) as Lease | undefined)?.spec;

/** The client, with a count of its requests under way, so that a test can wait for quiet without a clock. */
function countingApi(replica: { busy: number }): KubeApi {
  const client = new KubeClient(transport);
  const counted = async <T>(run: () => Promise<T>): Promise<T> => {
    replica.busy += 1;
    try {
      return await run();
    } finally {
      replica.busy -= 1;
    }
  };
  return {
    get: (kind, key) => counted(() => client.get(kind, key)),
    create: (kind, object) => counted(() => client.create(kind, object)),
    replace: (kind, object) => counted(() => client.replace(kind, object)),
    apply: (kind, object) => client.apply(kind, object),
    mergePatch: (kind, key, body) => client.mergePatch(kind, key, body),
    delete: (kind, key) => client.delete(kind, key),
  };
}

async function resting(replica: Replica): Promise<void> {
  await settle();
  while (replica.busy > 0) await settle();
}

async function pass(replica: Replica, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 2_000) {
    await replica.timers.advance(Math.min(2_000, ms - passed));
    await resting(replica);
  }
}

async function startLeader(identity: string): Promise<Replica> {
  const replica = startReplica(identity);
  await waitUntil(() => replica.elector.isLeader);
  await resting(replica);
  return replica;
}

test('the first takes a Lease that is not there, and keeps renewing it', async () => {
  const a = await startLeader('a');
  const first = lease();
  expect(first).toMatchObject({ holderIdentity: 'a', leaseDurationSeconds: 15, leaseTransitions: 0 });
  expect(first?.renewTime).toBe('2026-01-01T00:00:00.000000Z');
  await pass(a, 60_000);
  expect(a.log).toEqual(['started']);
  expect(lease()?.renewTime).toBe('2026-01-01T00:01:00.000000Z');
  expect(lease()?.acquireTime).toBe(first?.acquireTime);
});

test('another waits the whole duration of a Lease that no longer moves, then takes it', async () => {
  await startLeader('a');
  const b = startReplica('b');
  await resting(b);
  await pass(b, 14_000);
  expect([lease()?.holderIdentity, b.elector.isLeader]).toEqual(['a', false]);
  await pass(b, 2_000);
  expect([lease()?.holderIdentity, lease()?.leaseTransitions, b.log]).toEqual(['b', 1, ['started']]);
});

test('a Lease that moves is never taken, whatever its times say', async () => {
  const a = await startLeader('a');
  a.clockOffset = -365 * 86_400_000;
  const b = startReplica('b');
  await resting(b);
  for (let round = 0; round < 20; round += 1) {
    await pass(a, 2_000);
    await pass(b, 2_000);
  }
  expect(b.log).toEqual([]);
  expect(lease()?.renewTime).toMatch(/^2025/);
});

test('wall clocks that jump, ours or theirs, change nothing', async () => {
  const a = await startLeader('a');
  const b = startReplica('b');
  await resting(b);
  b.clockOffset = 86_400_000;
  await pass(b, 10_000);
  a.clockOffset = 3_600_000;
  await pass(a, 8_000);
  await pass(b, 14_000);
  expect([a.log, b.log]).toEqual([['started'], []]);
});

test('a leader that was suspended finds another in its place and steps down before it asks', async () => {
  const a = await startLeader('a');
  const b = startReplica('b');
  await resting(b);
  await pass(b, 16_000);
  expect(lease()?.holderIdentity).toBe('b');
  a.timers.jump(60_000);
  const requests = server.requests.length;
  await a.timers.advance(0);
  expect([a.log, a.elector.isLeader]).toEqual([['started', 'stopped'], false]);
  expect(server.requests.length).toBe(requests);
});

test('a leader that finds another holder steps down at once', async () => {
  const a = await startLeader('a');
  const stored = server.read(COLLECTION, KEY);
  if (!stored) throw new Error('no Lease');
  server.put(COLLECTION, { ...stored, spec: { ...lease(), holderIdentity: 'b' } });
  await pass(a, 2_000);
  expect(a.log).toEqual(['started', 'stopped']);
});

test('a leader without API server steps down after the renew deadline, and leads again later', async () => {
  const a = await startLeader('a');
  server.intercept = () => refusal(500, 'etcd is away');
  await pass(a, 8_000);
  expect(a.elector.isLeader).toBe(true);
  await pass(a, 2_000);
  expect(a.log).toEqual(['started', 'stopped']);
  server.intercept = () => undefined;
  await pass(a, 4_000);
  expect(a.log).toEqual(['started', 'stopped', 'started']);
});

test('a leader whose requests hang steps down after the renew deadline too', async () => {
  const a = await startLeader('a');
  server.intercept = () => 'hang';
  const before = server.requests.length;
  await a.timers.advance(2_000);
  await waitUntil(() => server.requests.length > before);
  await a.timers.advance(7_999);
  expect(a.log).toEqual(['started']);
  await a.timers.advance(1);
  expect(a.log).toEqual(['started', 'stopped']);
});

test('release lets the next one in at once', async () => {
  const a = await startLeader('a');
  const b = startReplica('b');
  await resting(b);
  await a.stop();
  expect(a.log).toEqual(['started', 'stopped']);
  await a.elector.release();
  expect(lease()).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
  await pass(b, 2_000);
  expect(lease()).toMatchObject({ holderIdentity: 'b', leaseDurationSeconds: 15 });
});

test('release leaves a Lease of somebody else alone', async () => {
  await startLeader('a');
  const b = startReplica('b');
  await resting(b);
  await b.stop();
  await b.elector.release();
  expect(lease()?.holderIdentity).toBe('a');
});

test('of two that want a free Lease at the same time, one leads', async () => {
  for (let round = 0; round < 5; round += 1) {
    server.remove(COLLECTION, KEY);
    const [a, b] = [startReplica(`a${round}`), startReplica(`b${round}`)];
    await waitUntil(() => a.elector.isLeader || b.elector.isLeader);
    await Promise.all([resting(a), resting(b)]);
    expect([a, b].filter(({ elector }) => elector.isLeader)).toHaveLength(1);
    await Promise.all([a.stop(), b.stop()]);
  }
});
