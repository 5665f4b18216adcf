import { LEASE } from '../../contract/resource-kinds';
import { KubeError } from '../kube-error';
import type { Clock, KubeApi, KubeObject, Logger } from '../ports';
import { systemTimers, type Timers } from './timers';

/** coordination.k8s.io/v1 Lease, as far as leader election uses it. */
export interface Lease extends KubeObject {
  spec?: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    acquireTime?: string;
    renewTime?: string;
    leaseTransitions?: number;
  };
}

export interface LeaderElectorOptions {
  api: KubeApi;
  namespace: string;
  /** Of the Lease; `kmm-preflight-validator`. */
  name?: string;
  /** Ours, different for every start of every replica. */
  identity: string;
  clock: Clock;
  timers?: Timers;
  logger: Logger;
  /** How long others wait after our last renewal; 15. */
  leaseDurationSeconds?: number;
  /** We step down when no renewal succeeded for this long; 10 s, always less than the lease's duration. */
  renewDeadlineMs?: number;
  /** Between attempts; 2 s. */
  retryPeriodMs?: number;
  onStarted(): void;
  onStopped(): void;
}

export interface LeaderElector {
  /** Leads whenever it can, until `signal` aborts; then onStopped was called if it led. Never rejects. */
  run(signal: AbortSignal): Promise<void>;
  /** Gives the Lease back at once, for use after `run` ended and the work is done. Never rejects. */
  release(): Promise<void>;
  readonly isLeader: boolean;
}

type Attempt = 'held' | 'lost' | 'failed';

/**
 * Leader election with the semantics of client-go: the other's clock is never trusted, a Lease counts as abandoned when we
 * saw no change of it for its duration by our own monotonic time, and every write carries the resource version.
 */
export function createLeaderElector(options: LeaderElectorOptions): LeaderElector {
  return new Elector(options);
}

class Elector implements LeaderElector {
  private leading = false;
  private observed = { record: '', at: 0 };
  private lastFailure = '';
  private readonly timers: Timers;
  private readonly retryPeriodMs: number;
  private readonly renewDeadlineMs: number;
  private readonly name: string;

  constructor(private readonly options: LeaderElectorOptions) {
    this.timers = options.timers ?? systemTimers;
    this.retryPeriodMs = options.retryPeriodMs ?? 2_000;
    this.renewDeadlineMs = options.renewDeadlineMs ?? 10_000;
    this.name = options.name ?? 'kmm-preflight-validator';
  }

  get isLeader(): boolean {
    return this.leading;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const started = this.timers.monotonic();
      if ((await this.attempt()) === 'held' && !signal.aborted) await this.lead(started, signal);
      await this.timers.sleep(this.retryPeriodMs, signal);
    }
  }

  async release(): Promise<void> {
    try {
      const lease = await this.read();
      if (lease?.spec?.holderIdentity !== this.options.identity) return;
      const now = this.microTime();
      await this.options.api.replace<Lease>(LEASE, {
        ...lease,
        spec: { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1, acquireTime: now, renewTime: now },
      });
    } catch (error) {
      this.complain(error);
    }
  }

  private async lead(acquiredAt: number, signal: AbortSignal): Promise<void> {
    this.leading = true;
    this.notify('leading', () => this.options.onStarted());
    await this.keepRenewing(acquiredAt, signal);
    this.leading = false;
    this.notify('no longer leading', () => this.options.onStopped());
  }

  /** Returns when somebody else holds the Lease, when no renewal succeeded in time, or when the signal aborts. */
  private async keepRenewing(acquiredAt: number, signal: AbortSignal): Promise<void> {
    let renewedAt = acquiredAt;
    for (;;) {
      const untilDeadline = renewedAt + this.renewDeadlineMs - this.timers.monotonic();
      await this.timers.sleep(Math.min(this.retryPeriodMs, Math.max(0, untilDeadline)), signal);
      const started = this.timers.monotonic();
      const remaining = renewedAt + this.renewDeadlineMs - started;
      // After a suspension another may lead already: step down before asking.
      if (signal.aborted || remaining <= 0) return;
      const attempt = await this.attemptWithin(remaining, signal);
      if (attempt === 'lost') return;
      if (attempt === 'held') renewedAt = started;
    }
  }

  private async attemptWithin(ms: number, signal: AbortSignal): Promise<Attempt> {
    const done = new AbortController();
    const cancel = (): void => done.abort();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const late = this.timers.sleep(ms, done.signal).then((): Attempt => 'failed');
      return await Promise.race([this.attempt(), late]);
    } finally {
      done.abort();
      signal.removeEventListener('abort', cancel);
    }
  }

  /** One attempt to acquire or renew. */
  private async attempt(): Promise<Attempt> {
    try {
      const lease = await this.read();
      if (!lease) {
        await this.options.api.create<Lease>(LEASE, this.ours(undefined));
      } else {
        this.observe(lease);
        if (this.heldByAnother(lease)) return 'lost';
        await this.options.api.replace<Lease>(LEASE, this.ours(lease));
      }
      this.lastFailure = '';
      return 'held';
    } catch (error) {
      this.complain(error);
      return 'failed';
    }
  }

  private read(): Promise<Lease | undefined> {
    return this.options.api.get<Lease>(LEASE, { namespace: this.options.namespace, name: this.name });
  }

  private observe(lease: Lease): void {
    const record = JSON.stringify(lease.spec ?? {});
    if (record !== this.observed.record) this.observed = { record, at: this.timers.monotonic() };
  }

  private heldByAnother({ spec }: Lease): boolean {
    if (!spec?.holderIdentity || spec.holderIdentity === this.options.identity) return false;
    return this.timers.monotonic() < this.observed.at + (spec.leaseDurationSeconds ?? 0) * 1000;
  }

  /** The Lease as we want it; acquire time and transitions move only when the holder does. */
  private ours(previous: Lease | undefined): Lease {
    const now = this.microTime();
    const spec = previous?.spec;
    const same = spec?.holderIdentity === this.options.identity;
    return {
      ...previous,
      metadata: previous?.metadata ?? { name: this.name, namespace: this.options.namespace },
      spec: {
        ...spec,
        holderIdentity: this.options.identity,
        leaseDurationSeconds: this.options.leaseDurationSeconds ?? 15,
        acquireTime: (same ? spec.acquireTime : undefined) ?? now,
        renewTime: now,
        leaseTransitions: (spec?.leaseTransitions ?? 0) + (previous && !same ? 1 : 0),
      },
    };
  }

  private microTime(): string {
    return new Date(this.options.clock.now()).toISOString().replace('Z', '000Z');
  }

  private notify(state: string, callback: () => void): void {
    this.options.logger.info({ lease: this.name, identity: this.options.identity }, state);
    try {
      callback();
    } catch (err) {
      this.options.logger.error({ err }, 'a leader election handler threw');
    }
  }

  /** Logs a failure when it is another than the last. A conflict only means that somebody was faster. */
  private complain(error: unknown): void {
    const kind = error instanceof KubeError ? error.kind : 'unexpected';
    if (kind === this.lastFailure || kind === 'Conflict') return;
    this.lastFailure = kind;
    this.options.logger.warn({ lease: this.name, err: error }, 'the Lease cannot be acquired or renewed');
  }
}
