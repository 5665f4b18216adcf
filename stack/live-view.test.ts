import { NO_COUNTS } from '../src/domain/preflight/summary';
import { createLiveView, type Screen } from './live-view';
import type { Picture, TableRow } from './table';

const failing: TableRow = { status: 'Failure', module: 'a/b', reason: 'ImageNotFound', message: 'push it' };
const ready: TableRow = { status: 'Success', module: 'a/b', reason: 'ImageVerified', message: 'it exists' };

function picture(row: TableRow): Picture {
  const counts = { ...NO_COUNTS, total: 1, [row.status === 'Failure' ? 'failed' : 'passed']: 1 };
  return { release: '4.22.3', kernel: '5.14.0', counts, rows: [row] };
}

function record(options: Partial<Screen> = {}): { screen: Screen; written: string[] } {
  const written: string[] = [];
  return { screen: { write: (text: string) => written.push(text), ...options }, written };
}

describe('terminal', () => {
  test('the second table takes the place of the first', () => {
    const { screen, written } = record({ isTTY: true, columns: 80, rows: 24 });
    const view = createLiveView(screen, { NO_COLOR: '1' });
    view.show(picture(failing));
    view.show(picture(ready));
    expect(written[0]).not.toContain('\x1b');
    expect(written[0]!.split('\n')).toHaveLength(5);
    expect(written[1]).toMatch(/^\x1b\[4F\x1b\[JReady to update/);
  });

  test('an equal picture is not drawn again, also not after a resize that changes nothing', () => {
    const { screen, written } = record({ isTTY: true, columns: 80 });
    const view = createLiveView(screen, {});
    view.redraw();
    view.show(picture(failing));
    view.show(picture(failing));
    view.redraw();
    expect(written).toHaveLength(1);
  });

  test.each([
    [{}, true],
    [{ NO_COLOR: '' }, true],
    [{ NO_COLOR: '1' }, false],
    [{ TERM: 'dumb' }, false],
  ])('colour with %j: %s', (env, colored) => {
    const { screen, written } = record({ isTTY: true, columns: 80 });
    createLiveView(screen, env).show(picture(failing));
    expect(written.join('').includes('\x1b[31m')).toBe(colored);
  });

  test('lines that do not fit are counted instead of scrolled', () => {
    const rows = Array.from({ length: 30 }, (_, at) => ({ ...ready, module: `a/${at}` }));
    const { screen, written } = record({ isTTY: true, columns: 80, rows: 10 });
    createLiveView(screen, {}).show({ ...picture(ready), rows });
    const lines = written.join('').trimEnd().split('\n');
    expect(lines).toHaveLength(9);
    expect(lines.at(-1)).toBe('… 25 more; enlarge the window');
  });
});

describe('file', () => {
  test('one line for each change, the table once when all is known', () => {
    const { screen, written } = record();
    const view = createLiveView(screen, {});
    const checking = { ...picture(failing), counts: { ...NO_COUNTS, total: 2, inProgress: 1, failed: 1 } };
    for (const shown of [checking, checking, picture(failing), picture(failing), picture(ready)]) view.show(shown);
    expect(written).toEqual([
      'a/b: Failure, ImageNotFound: push it\n',
      expect.stringMatching(/^\nDo not update[^]*\nSTATUS[^]*\nFailure {2}a\/b/),
      'a/b: Success, ImageVerified: it exists\n',
      'Ready to update to 4.22.3: every needed Module of 1 will load on kernel 5.14.0.\n',
    ]);
    expect(written.join('')).not.toContain('\x1b');
  });
});
