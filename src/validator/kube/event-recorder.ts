import { randomBytes } from 'node:crypto';

import { EVENT } from '../../contract/resource-kinds';
import { KubeError } from '../kube-error';
import type { Clock, KubeApi, KubeObject, Logger } from '../ports';
import { systemTimers, type Timers } from './timers';

const MAX_MESSAGE_LENGTH = 1024;
const MAX_QUEUE = 1_000;
const MAX_ATTEMPTS = 3;

/** What an Event is about. Cluster-scoped objects have no namespace. */
export interface EventObject {
  apiVersion: string;
  kind: string;
  name: string;
  namespace?: string;
  uid: string;
}

export interface EventRecord {
  object: EventObject;
  type: 'Normal' | 'Warning';
  /** One CamelCase word. */
  reason: string;
  /** Cut to 1,024 characters, the API's limit. */
  message: string;
}

export interface EventRecorderOptions {
  api: KubeApi;
  clock: Clock;
  timers?: Timers;
  logger: Logger;
  /** `kmm-preflight-validator` unless said otherwise. */
  component?: string;
  /** 10 unless said otherwise. */
  limitPerSecond?: number;
}

export interface EventRecorder {
  /** Queues an Event. Never throws and never waits; with 1,000 waiting, the oldest is dropped. */
  record(event: EventRecord): void;
  /** Waits for the queue to empty, at most `deadlineMs`; what is left then is dropped. */
  flush(deadlineMs: number): Promise<void>;
  /** Events that were never written. */
  readonly dropped: number;
}

/** Writes core/v1 Events in the background, in order and at a bounded rate. */
export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  return new Recorder(options);
}

class Recorder implements EventRecorder {
  dropped = 0;
  private queue: KubeObject[] = [];
  private draining: Promise<void> | undefined;
  private readonly timers: Timers;
  private stopper = new AbortController();

  constructor(private readonly options: EventRecorderOptions) {
    this.timers = options.timers ?? systemTimers;
  }

  record(event: EventRecord): void {
    this.queue.push(eventObject(event, this.options.component ?? 'kmm-preflight-validator', this.options.clock.now()));
    if (this.queue.length > MAX_QUEUE) {
      this.queue.shift();
      this.dropped += 1;
    }
    this.draining ??= this.drain();
  }

  async flush(deadlineMs: number): Promise<void> {
    if (!this.draining) return;
    const done = new AbortController();
    await Promise.race([this.draining, this.timers.sleep(deadlineMs, done.signal)]);
    done.abort();
    this.dropped += this.queue.length;
    this.queue = [];
    this.stopper.abort();
    this.stopper = new AbortController();
  }

  private async drain(): Promise<void> {
    const spacingMs = 1000 / (this.options.limitPerSecond ?? 10);
    for (let event = this.queue.shift(); event; event = this.queue.shift()) {
      const { signal } = this.stopper;
      await this.write(event, signal);
      await this.timers.sleep(spacingMs, signal);
    }
    this.draining = undefined;
  }

  private async write(event: KubeObject, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.options.api.create(EVENT, event);
        return;
      } catch (err) {
        const again = err instanceof KubeError && err.retryable && attempt < MAX_ATTEMPTS && !signal.aborted;
        if (!again) return this.giveUp(event, err);
        await this.timers.sleep(err.details.retryAfterMs ?? 1000 * attempt, signal);
      }
    }
  }

  private giveUp(event: KubeObject, err: unknown): void {
    this.dropped += 1;
    this.options.logger.warn({ err, event: event.metadata.name }, 'an Event was not written');
  }
}

function eventObject({ object, type, reason, message }: EventRecord, component: string, now: number): KubeObject {
  const time = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    metadata: {
      name: `${object.name.slice(0, 230).replace(/[^a-z0-9]+$/, '')}.${randomBytes(8).toString('hex')}`,
      // The API demands this namespace for objects that have none.
      namespace: object.namespace ?? 'default',
    },
    involvedObject: object,
    type,
    reason,
    message: message.slice(0, MAX_MESSAGE_LENGTH),
    source: { component },
    reportingComponent: component,
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  } as KubeObject;
}
