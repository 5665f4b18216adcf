import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Quiet, and without a request of its own to anybody. */
export const CHROMIUM_FLAGS: readonly string[] = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const ADVICE = 'no Chromium found: install one (Debian: apt-get install chromium) or name it in CHROMIUM_PATH';

/** Path of a Chromium: `CHROMIUM_PATH`, the system's, else installed with apt when root. Throws one line that says what to do. */
export function ensureChromium(): string {
  const found = process.env['CHROMIUM_PATH'] ?? findOnPath();
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0) throw new Error(ADVICE);
  process.stderr.write('installing Chromium with apt-get, about a minute\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-q'], { stdio: 'ignore', env });
  spawnSync('apt-get', ['install', '-qy', '--no-install-recommends', 'chromium'], { stdio: 'ignore', env });
  const installed = findOnPath();
  if (installed === undefined) throw new Error(ADVICE);
  return installed;
}

function findOnPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}
