import { readFileSync } from 'node:fs';

/** What the operating system has counted for one process so far. */
export interface ProcessCost {
  /** Largest resident memory it ever had (VmHWM); MB of 10^6 bytes. */
  peakRssMB: number;
  /** User and system time of all its threads. */
  cpuSeconds: number;
}

/** Linux counts in ticks of this length towards programs, whatever the kernel's own timer does (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** Reads /proc/<pid>/status and stat (proc(5)). Throws where there is no such process, or no /proc. */
export function readProcessCost(pid: number): ProcessCost {
  const peakKiB = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in brackets and may hold blanks; utime and stime are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    peakRssMB: (peakKiB * 1024) / 1e6,
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
  };
}
