import fc from 'fast-check';
import type { Counts } from '../src/domain/preflight/summary';
import { NO_COUNTS } from '../src/domain/preflight/summary';
import type { Picture, TableRow } from './table';
import { answerPicture, cleanText, cutText, renderTable } from './table';

const KERNEL = '5.14.0-570.19.1.el9_6.x86_64';
const PLAIN = { width: 100, color: false };

const rows: TableRow[] = [
  { status: 'Success', module: 'gpu/driver', reason: 'ImageVerified', message: 'It exists.' },
  { status: 'Not needed', module: 'network/arm', reason: 'MappingNotFound', message: 'No mapping.' },
  { status: 'Failure', module: 'storage/raid', reason: 'ImageNotFound', message: 'The registry answered 404.' },
  { status: 'Failure', module: 'gpu/encoder', reason: 'PlatformMissing', message: 'Only arm64.' },
];

function picture(counts: Partial<Counts>, of: TableRow[] = rows): Picture {
  return { release: '4.22.3', kernel: KERNEL, counts: { ...NO_COUNTS, total: of.length, ...counts }, rows: of };
}

test('the answer comes first, then what stops the update', () => {
  expect(renderTable(picture({ failed: 2, passed: 1, notNeeded: 1 }), PLAIN)).toEqual([
    `Do not update to 4.22.3 yet: 2 of 4 Modules would fail on kernel ${KERNEL}.`,
    '',
    'STATUS      MODULE        REASON           MESSAGE',
    'Failure     gpu/encoder   PlatformMissing  Only arm64.',
    'Failure     storage/raid  ImageNotFound    The registry answered 404.',
    'Success     gpu/driver    ImageVerified    It exists.',
    'Not needed  network/arm   MappingNotFound  No mapping.',
  ]);
});

test.each([
  [
    'nothing is known yet',
    { release: '4.22.3', kernel: KERNEL, rows: [] },
    `Checking the Modules for kernel ${KERNEL} (0 checked) …`,
  ],
  [
    'some are checked',
    picture({ inProgress: 1, failed: 1 }),
    `Checking the Modules for kernel ${KERNEL}: 3 of 4 done …`,
  ],
  [
    'none fails',
    picture({ passed: 3, notNeeded: 1 }),
    `Ready to update to 4.22.3: every needed Module of 4 will load on kernel ${KERNEL}.`,
  ],
])('the answer when %s', (_case, given, answer) => {
  expect(answerPicture(given)).toBe(answer);
});

test('colour marks the status and the answer, nothing else', () => {
  const lines = renderTable(picture({ failed: 2 }), { width: 100, color: true });
  expect(lines[0]).toMatch(/^\x1b\[1m.*\x1b\[0m$/);
  expect(lines[3]).toMatch(/^\x1b\[31mFailure\x1b\[0m {5}gpu\/encoder/);
  expect(lines[5]).toMatch(/^\x1b\[32mSuccess\x1b\[0m/);
  expect(lines.map((line) => line.replace(/\x1b\[\d+m/g, ''))).toEqual(renderTable(picture({ failed: 2 }), PLAIN));
});

test('a line is cut to the width, and the cut is marked', () => {
  const lines = renderTable(picture({ failed: 2 }), { width: 50, color: false });
  expect(lines[4]).toBe('Failure     storage/raid  ImageNotFound    The re…');
  expect(cutText('a😀b', 3)).toBe('a😀b');
  expect(cutText('a😀bc', 3)).toBe('a😀…');
});

test('text from outside cannot steer the terminal', () => {
  expect(cleanText('a\x1b[2Jb\r\nc\u202ed')).toBe('a [2Jb c d');
  const hostile = [{ status: 'Failure', module: 'a/b', reason: 'X\x07', message: '\x1b]0;title\x07' }] as const;
  expect(renderTable(picture({}, [...hostile]), PLAIN).join('')).not.toMatch(/[\x00-\x1f]/);
});

test('whatever the rows say: one line for each, none too wide', () => {
  const row = fc.record<TableRow>({
    status: fc.constantFrom('Failure', 'InProgress', 'Warning', 'Success', 'Not needed'),
    module: fc.string({ unit: 'binary' }),
    reason: fc.string({ unit: 'binary' }),
    message: fc.string({ unit: 'binary' }),
  });
  fc.assert(
    fc.property(fc.array(row), fc.integer({ min: 1, max: 200 }), (of, width) => {
      const lines = renderTable(picture({}, of), { width, color: false });
      expect(lines).toHaveLength(of.length + 3);
      for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(width);
      expect(lines.join('')).not.toMatch(/[\r\n\x1b]/);
    }),
  );
});
