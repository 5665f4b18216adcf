import { KubeError } from '../kube-error';

/** Aborts a request after a while or with its caller's signal; AbortSignal.any would leak one entry a request on Node 20. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly forward = (): void => this.controller.abort(this.stopped());
  readonly signal = this.controller.signal;

  constructor(
    private readonly operation: string,
    ms: number,
    private readonly caller: AbortSignal | undefined,
  ) {
    const late = (): void =>
      this.controller.abort(
        new KubeError('Unreachable', `${operation}: API server gave no answer within ${ms / 1000} s`),
      );
    this.timer = setTimeout(late, ms);
    if (caller?.aborted) this.forward();
    caller?.addEventListener('abort', this.forward, { once: true });
  }

  /** Takes the time limit away; the caller's signal still counts. */
  lift(): void {
    clearTimeout(this.timer);
  }

  end(): void {
    this.lift();
    this.caller?.removeEventListener('abort', this.forward);
  }

  private stopped(): KubeError {
    return new KubeError('Unreachable', `${this.operation}: stopped`);
  }
}
