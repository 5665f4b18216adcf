import type { Counts } from '../src/domain/preflight/summary';

/** What a row says about one Module; `Not needed` is a Failure that no node would notice. */
export type RowStatus = 'Failure' | 'InProgress' | 'Warning' | 'Success' | 'Not needed';

export interface TableRow {
  status: RowStatus;
  /** `namespace/name`. */
  module: string;
  reason: string;
  message: string;
}

/** One preflight as it stands now. */
export interface Picture {
  /** Version of the release that the kernel belongs to. */
  release: string;
  kernel: string;
  /** Absent until there is a PreflightReport. */
  counts?: Counts;
  rows: readonly TableRow[];
}

export interface TableStyle {
  /** Characters a line may have. */
  width: number;
  color: boolean;
}

type Column = 'status' | 'module' | 'reason' | 'message';

const ORDER: readonly RowStatus[] = ['Failure', 'InProgress', 'Warning', 'Success', 'Not needed'];
const TITLES: Record<Column, string> = { status: 'STATUS', module: 'MODULE', reason: 'REASON', message: 'MESSAGE' };
const GAP = '  ';

/** SGR parameters (ECMA-48): red, cyan, yellow, green, grey. */
const COLORS: Record<RowStatus, number> = { Failure: 31, InProgress: 36, Warning: 33, Success: 32, 'Not needed': 90 };
const BOLD = 1;

/** The answer in one line, an empty line, then a row for each Module, those that stop the update first. No line is wider than `width`. */
export function renderTable(picture: Picture, { width, color }: TableStyle): string[] {
  const paint = (code: number, text: string) => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
  const rows = sortRows(picture.rows).map(cleanRow);
  const widths = { status: widest('status', rows), module: widest('module', rows), reason: widest('reason', rows) };
  const lay = (row: Record<Column, string>) =>
    [
      row.status.padEnd(widths.status),
      row.module.padEnd(widths.module),
      row.reason.padEnd(widths.reason),
      row.message,
    ].join(GAP);
  const lines = rows.map((row) => {
    const line = cutText(lay(row).trimEnd(), width);
    return paint(COLORS[row.status], line.slice(0, row.status.length)) + line.slice(row.status.length);
  });
  return [paint(BOLD, cutText(answerPicture(picture), width)), '', cutText(lay(TITLES), width), ...lines];
}

/** Answers "can I update, and if not, what stops me?" in one line. */
export function answerPicture({ release, kernel, counts, rows }: Picture): string {
  if (!counts) return `Checking the Modules for kernel ${kernel} (${rows.length} checked) …`;
  const { total, failed, inProgress } = counts;
  if (inProgress > 0) return `Checking the Modules for kernel ${kernel}: ${total - inProgress} of ${total} done …`;
  if (failed > 0)
    return `Do not update to ${release} yet: ${failed} of ${total} Modules would fail on kernel ${kernel}.`;
  return `Ready to update to ${release}: every needed Module of ${total} will load on kernel ${kernel}.`;
}

/** A text on one line of at most `width` characters; what is missing is marked with `…`. */
export function cutText(text: string, width: number): string {
  const characters = Array.from(text);
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** Text from outside must not steer the terminal. */
export function cleanText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}

function sortRows(rows: readonly TableRow[]): TableRow[] {
  const rank = ({ status, module }: TableRow) => `${ORDER.indexOf(status)}/${module}`;
  return [...rows].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

function cleanRow({ status, module, reason, message }: TableRow): TableRow {
  return { status, module: cleanText(module), reason: cleanText(reason), message: cleanText(message) };
}

function widest(column: Column, rows: readonly TableRow[]): number {
  return Math.max(TITLES[column].length, ...rows.map((row) => row[column].length));
}
