import { startBrowser, type TestBrowser } from './browser';
import { openConsoleSite, type ConsoleSite } from './console-site';

/** The plugin as it is built, in the console, with the demo's objects and the validator at work. */

const PREFLIGHTS = '/k8s/cluster/kmm.sigs.x-k8s.io~v1beta2~PreflightValidationOCP';
const REFUSED = 'the server responded with a status of 403';

let site: ConsoleSite;
let browser: TestBrowser;

beforeAll(async () => {
  site = await openConsoleSite();
  browser = await startBrowser();
}, 150_000);

afterAll(async () => {
  await browser.close();
  await site.stop();
});

test('from the navigation to the verdicts of the demo’s preflight, with nothing in the log', async () => {
  const { page, errors, takePicture } = await browser.open(site.urls.admin);
  await page.getByRole('button', { name: 'Compute' }).click();
  await page.locator('[data-test="kmm-nav-preflights"]').click();
  await page.locator('[data-test="kmm-page-list"][data-state="ready"]').waitFor();
  await takePicture('plugin-list');
  await page.locator('[data-test="kmm-preflight-row"]').getByRole('link').first().click();
  await page.locator('[data-test="kmm-page-details"][data-state="ready"]').waitFor();
  await page.goto(`${page.url()}/modules`);
  await page.locator('[data-test="kmm-module-row"]').nth(11).waitFor();
  await takePicture('plugin-modules');
  expect(errors).toEqual([]);
});

test('the plugin’s pages take nothing of PatternFly from the plugin', async () => {
  const { page } = await browser.open('about:blank');
  const scripts: string[] = [];
  page.on('request', (request) => {
    if (/\/api\/plugins\/.*\.js/.test(request.url())) scripts.push(request.url());
  });
  await page.goto(site.urls.admin + PREFLIGHTS);
  await page.locator('[data-test="kmm-page-list"][data-state="ready"]').waitFor();
  expect(scripts.filter((url) => url.includes('plugin-entry'))).toHaveLength(1);
  expect(scripts.filter((url) => url.includes('fallback'))).toEqual([]);
});

test('who may not list preflights is told so', async () => {
  const { page, errors, takePicture } = await browser.open(site.urls.fewRights + PREFLIGHTS);
  await page.locator('[data-test="kmm-page-list"][data-state="forbidden"]').waitFor();
  await takePicture('plugin-list-few-rights');
  expect(errors.filter((line) => !line.includes(REFUSED))).toEqual([]);
});
