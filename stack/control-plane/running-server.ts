import { answers, startOnFreePort, startOnPort, type ServerStart } from './started-program';

/** A server that can be ended and started again where it was. */
export interface RunningServer {
  readonly port: number;
  readonly pid: number;
  /** Whether it answers now: surer than its exit, which is heard of a moment late. */
  isAnswering(): Promise<boolean>;
  /** SIGKILL and wait. */
  kill(): Promise<void>;
  /** Ends it if it runs and starts it on the same port. */
  restart(): Promise<void>;
}

/** Starts the server on a free port and waits until it is ready. */
export async function launchServer(start: ServerStart): Promise<RunningServer> {
  const { port, process: first } = await startOnFreePort(start);
  let child = first;
  return {
    port,
    get pid() {
      return child.pid;
    },
    isAnswering: () => answers(start, port),
    kill: () => child.kill(),
    restart: async () => {
      await child.kill();
      child = await startOnPort(start, port);
    },
  };
}
