import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type BrowserContextOptions, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, ensureChromium } from '../stack/console/chromium';

const PICTURES = join(__dirname, '..', 'test-results');

/** Below jest's own, so that the message says what was waited for. */
const DEADLINE_MS = 20_000;

/** A page and what its log said: uncaught exceptions and lines of level error. */
export interface OpenPage {
  page: Page;
  errors: string[];
  /** Writes `test-results/<name>.png`. */
  takePicture(name: string): Promise<void>;
}

export interface TestBrowser {
  /** Opens an address in a context of its own: no cookie, cache or storage of another page. */
  open(url: string, options?: BrowserContextOptions): Promise<OpenPage>;
  close(): Promise<void>;
}

/** Starts a Chromium with a fresh profile; brings one if there is none. */
export async function startBrowser(): Promise<TestBrowser> {
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...CHROMIUM_FLAGS] });
  return {
    open: async (url, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      context.setDefaultTimeout(DEADLINE_MS);
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('console', (line) => {
        if (line.type() === 'error') errors.push(`${line.text()} ${line.location().url}`);
      });
      page.on('pageerror', (error) => errors.push(error.message));
      await page.goto(url);
      return { page, errors, takePicture: (name) => takePicture(page, name) };
    },
    close: () => browser.close(),
  };
}

async function takePicture(page: Page, name: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}
