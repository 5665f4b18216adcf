/** Whether somebody asked this process to stop. */
export interface StopSignal {
  asked: Promise<void>;
  readonly wasAsked: boolean;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** One Ctrl-C may come twice: from the terminal, and from npm, which passes it on. */
const SAME_REQUEST_MS = 1_000;
const INTERRUPTED = 130;

/** Listens for the rest of this process's life. Who asks again, and means it, does not want to wait: that ends it at once. */
export function listenForStop(): StopSignal {
  let askedAt: number | undefined;
  let resolveAsked: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (resolveAsked = resolve));
  const onSignal = (): void => {
    if (askedAt !== undefined && performance.now() - askedAt > SAME_REQUEST_MS) process.exit(INTERRUPTED);
    askedAt ??= performance.now();
    resolveAsked();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    asked,
    get wasAsked() {
      return askedAt !== undefined;
    },
  };
}
