import { refusal } from '../../testing/kube-exchange';
import { KubeServer } from '../../testing/kube-server';
import { ManualTimers, settle } from '../../testing/manual-timers';
import { waitUntil } from '../../testing/wait-until';
import type { Logger } from '../ports';
import { createEventRecorder, type EventRecord, type EventRecorder } from './event-recorder';
import { KubeClient } from './kube-api';
import { KubeTransport } from './transport';

let server: KubeServer;
let transport: KubeTransport;
let timers: ManualTimers;
let recorder: EventRecorder;
let warnings: string[];

beforeEach(async () => {
  server = await new KubeServer().start();
  transport = new KubeTransport({ server: server.url, skipVerify: false, credential: { type: 'none' } });
  timers = new ManualTimers();
  warnings = [];
  const logger: Logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: (_, message) => warnings.push(message),
    error: () => undefined,
  };
  recorder = createEventRecorder({
    api: new KubeClient(transport),
    clock: { now: () => Date.parse('2026-01-01T00:00:00.123Z') },
    timers,
    logger,
  });
});

afterEach(async () => {
  const flushed = recorder.flush(0);
  await timers.advance(0);
  await flushed;
  await transport.close();
  await server.stop();
});

function event(message: string, overrides: Partial<EventRecord> = {}): EventRecord {
  return {
    object: { apiVersion: 'kmm.sigs.x-k8s.io/v1beta1', kind: 'Module', name: 'm', namespace: 'drivers', uid: 'u' },
    type: 'Warning',
    reason: 'ImageNotFound',
    message,
    ...overrides,
  };
}

const bodies = () => server.requests.map(({ body }) => JSON.parse(body) as Record<string, unknown>);

/** Waits for quiet: the recorder sleeps between two writes. */
const sleeping = () => waitUntil(() => timers.pending === 1);

test('writes a core/v1 Event beside its object', async () => {
  recorder.record(event('x'.repeat(2000)));
  await sleeping();
  expect(server.requests[0]?.path).toBe('/api/v1/namespaces/drivers/events');
  expect(bodies()[0]).toMatchObject({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: expect.stringMatching(/^m\.[0-9a-f]{16}$/) as string, namespace: 'drivers' },
    involvedObject: { kind: 'Module', name: 'm', namespace: 'drivers', uid: 'u' },
    type: 'Warning',
    reason: 'ImageNotFound',
    message: 'x'.repeat(1024),
    source: { component: 'kmm-preflight-validator' },
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: '2026-01-01T00:00:00Z',
    count: 1,
  });
});

test('an Event about a cluster-scoped object goes to the namespace default', async () => {
  const object = { apiVersion: 'v1', kind: 'Node', name: `${'n'.repeat(229)}-${'n'.repeat(20)}`, uid: 'u' };
  recorder.record(event('x', { object }));
  await sleeping();
  expect(server.requests[0]?.path).toBe('/api/v1/namespaces/default/events');
  expect((bodies()[0]?.['metadata'] as { name: string }).name).toMatch(/^n{229}\.[0-9a-f]{16}$/);
});

test('at most ten a second, in order', async () => {
  for (let index = 0; index < 30; index += 1) recorder.record(event(String(index)));
  await sleeping();
  for (let tick = 0; tick < 10; tick += 1) {
    expect(server.requests).toHaveLength(tick + 1);
    await timers.advance(99);
    expect(server.requests).toHaveLength(tick + 1);
    await timers.advance(1);
    await waitUntil(() => server.requests.length === tick + 2);
    await sleeping();
  }
  expect(bodies().map(({ message }) => message)).toEqual(Array.from({ length: 11 }, (_, index) => String(index)));
});

test('with a thousand waiting the oldest is dropped and counted', async () => {
  for (let index = 0; index < 1_011; index += 1) recorder.record(event(String(index)));
  // The first was on its way already.
  expect(recorder.dropped).toBe(10);
  await sleeping();
  await timers.advance(100);
  await waitUntil(() => server.requests.length === 2);
  expect(bodies().map(({ message }) => message)).toEqual(['0', '11']);
});

test('a refused Event is dropped, an unlucky one is tried again', async () => {
  server.intercept = () => refusal(403, 'no');
  recorder.record(event('forbidden'));
  await waitUntil(() => recorder.dropped === 1);
  expect([server.requests.length, warnings.length]).toEqual([1, 1]);
  await sleeping();
  await timers.advance(100);
  server.intercept = () => refusal(500, 'later');
  recorder.record(event('unlucky'));
  await sleeping();
  server.intercept = () => undefined;
  await timers.advance(1_000);
  await waitUntil(() => server.requests.length === 3);
  expect(recorder.dropped).toBe(1);
});

test('flush waits for what is queued', async () => {
  for (let index = 0; index < 3; index += 1) recorder.record(event(String(index)));
  let done = false;
  const flushed = recorder.flush(60_000).then(() => (done = true));
  for (let written = 1; written <= 3; written += 1) {
    await waitUntil(() => server.requests.length === written && timers.pending === 2);
    expect(done).toBe(false);
    await timers.advance(100);
  }
  await flushed;
  expect([server.requests.length, recorder.dropped, timers.pending]).toEqual([3, 0, 0]);
});

test('flush gives up at its deadline, and leaves no timer behind', async () => {
  for (let index = 0; index < 100; index += 1) recorder.record(event(String(index)));
  const flushed = recorder.flush(50);
  await waitUntil(() => timers.pending === 2);
  await timers.advance(50);
  await flushed;
  await settle();
  expect([recorder.dropped, timers.pending]).toEqual([99, 0]);
});
