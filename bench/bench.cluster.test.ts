import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const BENCH = join(__dirname, 'run.ts');

/** Times of so few Modules mean nothing; what is counted must be right at every size. */
it('every benchmark runs at a small scale and prints its figures with their bars', async () => {
  const args = ['--import', 'tsx', BENCH, '--scale', '0.02', '--rounds', '1'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: join(__dirname, '..') });

  expect(stdout).toMatch(/^verdicts: 100 Modules/m);
  expect(stdout).toMatch(/^ {2}ours, median .* 200 exchanges at the registry$/m);
  expect(stdout).toMatch(/^ {2}floor, median .* 200 exchanges at the registry$/m);
  expect(stdout).toMatch(/^end-to-end: 40 Modules/m);
  expect(stdout).toMatch(/^ {2}ours, median .* 80 exchanges at the registry$/m);
  expect(stdout).toMatch(/^ {2}floor, median .* 80 exchanges at the registry$/m);
  expect(stdout).toMatch(/^one-change: one Module of 40$/m);
  expect(stdout.match(/time, ours to floor \S+, at most \S+: not judged at this scale/g)).toHaveLength(2);
  expect(stdout.match(/peak RSS \(MB\) \S+, at most 150: PASS/g)).toHaveLength(2);
  expect(stdout).toMatch(/image verifications 1, at most 1: PASS/);
  expect(stdout).toMatch(/exchanges with the registry 2, at most 2: PASS/);
  expect(stdout).toMatch(/object writes 3, at most 3: PASS/);
  expect(stdout).toMatch(/^no bar missed$/m);
}, 180_000);
