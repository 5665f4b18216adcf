import type { Measurement } from './measured-program';

/** How a benchmark is run. */
export interface BenchOptions {
  /** Part of the full number of Modules; below 1, ratios are printed but not judged. */
  scale: number;
  /** How often ours and the floor take turns. */
  rounds: number;
  /** CPU profiles of our side go here. */
  profileFolder: string | undefined;
  print(line: string): void;
}

/** One comparison with a bar. */
export interface Judgement {
  /** With its unit, e.g. `peak RSS (MB)`. */
  what: string;
  figure: number;
  bar: number;
  /** False where the run is too small for the figure to mean anything. */
  judged: boolean;
}

const DIGITS = 2;
const MEMORY_BAR_MB = 150;

/** What a comparison in rounds measured, ours and the floor by turns. */
export interface Rounds {
  ours: Measurement[];
  floor: Measurement[];
}

/** `peak RSS (MB) 112.00, at most 150: PASS`. */
export function printJudgement({ what, figure, bar, judged }: Judgement): string {
  const verdict = judged ? (figure <= bar ? 'PASS' : 'MISS') : 'not judged at this scale';
  return `  ${what} ${Number(figure.toFixed(DIGITS))}, at most ${bar}: ${verdict}`;
}

/** Whether the bar was missed. */
export function isMiss({ figure, bar, judged }: Judgement): boolean {
  return judged && !(figure <= bar);
}

/** One line of the table of a benchmark. */
export function printMeasurement(who: string, measurement: Measurement): string {
  const { ms, listMs, cpuSeconds, peakRssMB, connections, exchanges } = measurement;
  const list = listMs === undefined ? '' : ` (list ${seconds(listMs)})`;
  return (
    `  ${who.padEnd(14)} ${seconds(ms)}${list}, CPU ${cpuSeconds.toFixed(DIGITS)} s, peak RSS ${peakRssMB.toFixed(0)} MB, ` +
    `${connections} connections and ${exchanges} exchanges at the registry`
  );
}

/** Prints the medians and compares them: time as a ratio, which means nothing at a small scale, and peak memory. */
export function judgeRounds(rounds: Rounds, ratioBar: number, { scale, print }: BenchOptions): Judgement[] {
  const middle = { ours: medianOf(rounds.ours), floor: medianOf(rounds.floor) };
  print(printMeasurement('ours, median', middle.ours));
  print(printMeasurement('floor, median', middle.floor));
  return [
    { what: 'time, ours to floor', figure: middle.ours.ms / middle.floor.ms, bar: ratioBar, judged: scale >= 1 },
    { what: 'peak RSS (MB)', figure: middle.ours.peakRssMB, bar: MEMORY_BAR_MB, judged: true },
  ];
}

/** The middle of several figures; the mean of the two in the middle when their number is even. */
function median(figures: number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2;
}

/** The median of each figure over the rounds. */
function medianOf(rounds: Measurement[]): Measurement {
  const pick = (key: keyof Measurement): number => median(rounds.map((round) => round[key] ?? NaN));
  const listMs = pick('listMs');
  return {
    ms: pick('ms'),
    ...(Number.isNaN(listMs) ? {} : { listMs }),
    modules: pick('modules'),
    peakRssMB: pick('peakRssMB'),
    cpuSeconds: pick('cpuSeconds'),
    connections: pick('connections'),
    exchanges: pick('exchanges'),
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(DIGITS)} s`;
}
