import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** A child process that cannot outlive this one. */
export interface GuardedProcess {
  /** Of the program itself, not of its guard. */
  pid: number;
  /** Resolves with the exit code (128 + signal number when a signal ended it) as soon as the program is gone. */
  exited: Promise<number>;
  hasExited(): boolean;
  /** SIGKILL and wait; does nothing when it is already gone. */
  kill(): Promise<void>;
}

export interface ProgramStart {
  command: string;
  args: readonly string[];
  /** Gets stdout and stderr. */
  logFile: string;
  env?: Record<string, string>;
  cwd?: string;
}

/**
 * The guard reads its stdin, a pipe that only this process holds open: however this process ends, SIGKILL included, the
 * system closes the pipe and the guard kills its process group. A shell does this on every Unix with no helper to install
 * (`setpriv --pdeathsig` and prctl exist on Linux only). A background command would get /dev/null as stdin, hence fd 4.
 */
const GUARD = `
exec 4<&0
"$@" </dev/null 3>&- 4<&- &
child=$!
echo "$child" >&3
exec 3>&-
{ read -r _ <&4; kill -KILL 0; } >/dev/null 2>&1 &
guard=$!
exec 4<&-
wait "$child"
code=$?
kill "$guard" 2>/dev/null
exit "$code"
`;

/** Exit codes as a shell gives them. */
const CANNOT_RUN = 127;
const KILLED = 137;

/** Starts a program under its guard. Throws when the program cannot be run at all. */
export async function startGuarded({ command, args, logFile, env, cwd }: ProgramStart): Promise<GuardedProcess> {
  const log = openSync(logFile, 'a');
  const guard = spawn('/bin/sh', ['-c', GUARD, 'guard', command, ...args], {
    // Its own group: a terminal's Ctrl-C then reaches only this process, which stops the programs in order.
    detached: true,
    stdio: ['pipe', log, log, 'pipe'],
    env: { ...process.env, ...env },
    ...(cwd !== undefined && { cwd }),
  });
  closeSync(log);
  // Writing never happens; a reset of the pipe when the guard is killed must not crash this process.
  guard.stdin?.on('error', () => undefined);
  const exited = waitForExit(guard);
  const pid = await readPid(guard);
  const hasExited = () => guard.exitCode !== null || guard.signalCode !== null;
  return {
    pid,
    exited,
    hasExited,
    kill: async () => {
      if (!hasExited()) killProgram(pid);
      await exited;
    },
  };
}

/** The last lines of a log file, for messages about a program that did not start. */
export function tailOf(logFile: string, lines = 15): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

function waitForExit(guard: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    guard.once('error', () => resolve(CANNOT_RUN));
    guard.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? KILLED : CANNOT_RUN)));
  });
}

function readPid(guard: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    guard.once('error', reject);
    guard.stdio[3]?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    guard.stdio[3]?.once('close', () => {
      const pid = Number.parseInt(text, 10);
      if (Number.isNaN(pid)) reject(new Error('the guard of a child process ended before it said the pid'));
      else resolve(pid);
    });
  });
}

/** The guard waits for the program, so that `exited` means: gone, and its port is free. */
function killProgram(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone between the look and the signal.
  }
}
