import { answerPicture, cleanText, cutText, renderTable, type Picture, type TableRow } from './table';

/** The part of a terminal, or of a file, that is written to. */
export interface Screen {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

/** Shows pictures as they come. */
export interface LiveView {
  show(picture: Picture): void;
  /** The last picture once more, after the window changed its size. */
  redraw(): void;
}

const TERMINAL_COLUMNS = 80;
const TERMINAL_ROWS = 24;
/** A log file has no width; this is what most viewers show without wrapping. */
const FILE_COLUMNS = 160;

/** One table that is redrawn in place on a terminal; elsewhere a line for each change, and the table when all is known. */
export function createLiveView(screen: Screen, env: Readonly<Record<string, string | undefined>>): LiveView {
  // https://no-color.org: present and not empty.
  const color = !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return screen.isTTY ? new RedrawnTable(screen, color) : new ChangeLines(screen);
}

class RedrawnTable implements LiveView {
  private drawn: string[] = [];
  private last: Picture | undefined;

  constructor(
    private readonly screen: Screen,
    private readonly color: boolean,
  ) {}

  show(picture: Picture): void {
    this.last = picture;
    // The last column stays free: a character there makes some terminals wrap.
    const width = (this.screen.columns || TERMINAL_COLUMNS) - 1;
    const lines = fitHeight(
      renderTable(picture, { width, color: this.color }),
      (this.screen.rows || TERMINAL_ROWS) - 1,
    );
    if (lines.join('\n') === this.drawn.join('\n')) return;
    // Up to the first line of what was drawn, and everything from there erased (ECMA-48 CPL and ED).
    const erase = this.drawn.length > 0 ? `\x1b[${this.drawn.length}F\x1b[J` : '';
    this.screen.write(`${erase}${lines.join('\n')}\n`);
    this.drawn = lines;
  }

  redraw(): void {
    if (this.last) this.show(this.last);
  }
}

class ChangeLines implements LiveView {
  private readonly told = new Map<string, string>();
  private tableShown = false;

  constructor(private readonly screen: Screen) {}

  show(picture: Picture): void {
    for (const row of picture.rows) this.tell(row.module, printRow(row));
    const { counts } = picture;
    const completed = counts !== undefined && counts.inProgress === 0 && counts.total === picture.rows.length;
    if (completed && !this.tableShown) {
      this.tableShown = true;
      this.told.set('', answerPicture(picture));
      this.screen.write(`\n${renderTable(picture, { width: FILE_COLUMNS, color: false }).join('\n')}\n\n`);
    } else if (completed) this.tell('', answerPicture(picture));
  }

  redraw(): void {
    // Nothing is redrawn in a file.
  }

  private tell(about: string, line: string): void {
    if (this.told.get(about) === line) return;
    this.told.set(about, line);
    this.screen.write(`${line}\n`);
  }
}

function printRow({ status, module, reason, message }: TableRow): string {
  return cleanText(`${module}: ${status}, ${reason}: ${message}`);
}

/** What does not fit is at the end, where the Modules are that stop nothing. */
function fitHeight(lines: string[], height: number): string[] {
  if (lines.length <= height) return lines;
  const shown = Math.max(1, height - 1);
  return [...lines.slice(0, shown), cutText(`… ${lines.length - shown} more; enlarge the window`, TERMINAL_COLUMNS)];
}
