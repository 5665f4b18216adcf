import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { MODULE, PREFLIGHT_OCP } from '../src/contract/resource-kinds';
import { applyObject } from '../stack/apply-object';
import { CONSOLE_USERS, startConsole, type RunningConsole } from '../stack/console/console';
import { buildProbe } from '../stack/console/testing/build-probe';
import { startControlPlane, type ControlPlane } from '../stack/control-plane/control-plane';
import { installCrds } from '../stack/control-plane/install-crds';
import { createNamespace } from '../stack/control-plane/namespaces';
import { startBrowser, type OpenPage, type TestBrowser } from './browser';

/** The host with a tiny plugin in front of a real API server: what every page of a plugin stands on. */

const PREFLIGHTS = '/k8s/cluster/kmm.sigs.x-k8s.io~v1beta2~PreflightValidationOCP';
const MODULES = '/k8s/ns/drivers/kmm.sigs.x-k8s.io~v1beta1~Module';
const REFUSED = 'the server responded with a status of 403';

let folder: string;
let controlPlane: ControlPlane;
let validator: Server;
let asked: IncomingHttpHeaders[];
let running: RunningConsole;
let browser: TestBrowser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'console-host-'));
  asked = [];
  validator = createServer((request, response) => {
    asked.push(request.headers);
    response.writeHead(422, { 'content-type': 'application/json' });
    const causes = [{ reason: 'NotARelease', message: 'no release', field: 'image' }];
    response.end(JSON.stringify({ kind: 'Status', message: 'not shown', details: { causes } }));
  });
  await new Promise<void>((resolve) => validator.listen(0, '127.0.0.1', resolve));
  controlPlane = await startControlPlane();
  await installCrds(controlPlane);
  await createNamespace(controlPlane, 'drivers');
  await Promise.all(['a', 'b'].map(createModule));
  const apiUrl = `http://127.0.0.1:${(validator.address() as AddressInfo).port}`;
  running = await startConsole({ controlPlane, validator: { apiUrl } }, CONSOLE_USERS, await buildProbe(folder));
  browser = await startBrowser();
});

afterAll(async () => {
  await browser.close();
  await running.stop();
  await controlPlane.stop();
  await new Promise((resolve) => validator.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

async function createModule(name: string): Promise<void> {
  const selector = { 'node-role.kubernetes.io/worker': '' };
  const module = { metadata: { name, namespace: 'drivers', labels: { team: 'x' } }, spec: { selector } };
  await applyObject(controlPlane, MODULE, module);
}

const deleteModule = (name: string): Promise<unknown> =>
  controlPlane.call({
    method: 'DELETE',
    path: `/apis/kmm.sigs.x-k8s.io/v1beta1/namespaces/drivers/modules/${name}`,
  });

async function createPreflight(name: string): Promise<void> {
  const preflight = { metadata: { name }, spec: { kernelVersion: '5.14.0-570.el9.x86_64' } };
  await applyObject(controlPlane, PREFLIGHT_OCP, preflight);
}

const openAsAdmin = (path: string, options?: Parameters<TestBrowser['open']>[1]): Promise<OpenPage> =>
  browser.open(running.urls.admin + path, options);

const byTest = (page: Page, id: string) => page.locator(`[data-test="${id}"]`);

test('the Overview shows the health that the plugin finds', async () => {
  const { page, errors, takePicture } = await openAsAdmin('/');
  await page.waitForURL('**/dashboards');
  const item = byTest(page, 'health-item').filter({ hasText: 'Probe health' });
  await item.filter({ hasText: '2' }).waitFor();
  expect(await item.getAttribute('data-state')).toBe('OK');
  await createPreflight('ongoing');
  await byTest(page, 'probe-activity').filter({ hasText: 'ongoing' }).waitFor();
  expect(await byTest(page, 'username').textContent()).toBe('admin');
  await takePicture('console-host-overview');
  expect(errors).toEqual([]);
});

test('a page of the plugin follows the API server live', async () => {
  const { page, errors, takePicture } = await openAsAdmin('/');
  await page.getByRole('button', { name: 'Workloads' }).click();
  await byTest(page, 'nav-probe').click();
  await page.waitForURL('**/probe');
  await byTest(page, 'probe-count').filter({ hasText: '2 Modules' }).waitFor();
  await createModule('c');
  await page.locator('[data-test="probe-row"][data-name="c"]').waitFor();
  await deleteModule('c');
  await page.locator('[data-test="probe-row"][data-name="c"]').waitFor({ state: 'detached' });
  await takePicture('console-host-page');
  expect(errors).toEqual([]);
});

test('a list comes in pages of 250', async () => {
  const names = Array.from({ length: 251 }, (_, index) => `many-${index}`);
  for (let at = 0; at < names.length; at += 50) await Promise.all(names.slice(at, at + 50).map(createModule));
  const lists: string[] = [];
  const { page } = await openAsAdmin('/search');
  page.on('request', (request) => {
    if (request.url().includes('/modules?limit=')) lists.push(request.url());
  });
  await page.goto(`${running.urls.admin}/probe`);
  await byTest(page, 'probe-count').filter({ hasText: '253 Modules' }).waitFor();
  expect(lists.map((url) => new URL(url).searchParams.get('limit'))).toEqual(['250', '250']);
  await Promise.all(names.map(deleteModule));
});

test('the page of a Module has the tab and the details item of the plugin', async () => {
  const { page, errors, takePicture } = await openAsAdmin(`${MODULES}/a`);
  await byTest(page, 'probe-detail').filter({ hasText: '1' }).waitFor();
  await takePicture('console-host-module');
  await page.locator('[data-test-id="horizontal-link-Probe"]').click();
  await byTest(page, 'probe-tab').filter({ hasText: 'Tab of a' }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`${MODULES}/a/probe`);
  await page.reload();
  await byTest(page, 'probe-tab').waitFor();
  await page.goto(`${running.urls.admin}${MODULES}/a/yaml`);
  expect(await page.getByRole('textbox', { name: 'Code editor' }).inputValue()).toContain('kind: Module');
  expect(errors).toEqual([]);
});

test('pages of a kind are the plugin’s, found through the navigation, with what the console gives them', async () => {
  const { page, errors } = await openAsAdmin('/');
  const readProps = async (): Promise<unknown> => JSON.parse((await byTest(page, 'probe-props').textContent()) ?? '');
  await page.getByRole('button', { name: 'Compute' }).click();
  await byTest(page, 'nav-probe-preflights').click();
  await byTest(page, 'probe-props').filter({ hasText: 'v1beta2' }).waitFor();
  expect(await readProps()).toEqual({ autoFocus: true, mock: false, kind: PREFLIGHTS.split('/').pop() });
  await page.goto(`${running.urls.admin}${PREFLIGHTS}/a%20b/yaml`);
  await byTest(page, 'probe-props').filter({ hasText: '"name":"a b"' }).waitFor();
  expect(await readProps()).toMatchObject({ kindObj: { plural: 'preflightvalidationsocp', namespaced: false } });
  await page.goto(`${running.urls.admin}${PREFLIGHTS}/~new?release=4.22.3`);
  await byTest(page, 'probe-props').filter({ hasText: '{}' }).waitFor();
  await page.goto(`${running.urls.admin}/search/ns/drivers?kind=${PREFLIGHTS.split('/').pop() ?? ''}&name=x&q=a%3Db`);
  await byTest(page, 'probe-props').filter({ hasText: 'nameFilter' }).waitFor();
  expect(await readProps()).toMatchObject({
    ...{ namespace: 'drivers', showTitle: false, hideTextFilter: true, nameFilter: 'x' },
    selector: { matchLabels: { a: 'b' } },
  });
  await page.getByRole('button', { name: 'Workloads' }).click();
  expect(await byTest(page, 'nav-probe-modules').getAttribute('href')).toBe(MODULES);
  expect(errors).toEqual([]);
});

test('an object is edited as YAML, and deleted in a dialog', async () => {
  await createModule('edited');
  const { page, errors } = await openAsAdmin(`${MODULES}/edited/yaml`);
  const editor = page.getByRole('textbox', { name: 'Code editor' });
  await editor.fill((await editor.inputValue()).replace('team: x', 'team: y'));
  await byTest(page, 'save-changes').click();
  await byTest(page, 'yaml-success').waitFor();
  await editor.fill('kind: [');
  await byTest(page, 'save-changes').click();
  await byTest(page, 'yaml-error').waitFor();
  await byTest(page, 'delete-object').click();
  await byTest(page, 'confirm-action').click();
  await page.getByRole('heading', { name: 'Modules' }).waitFor();
  expect(new URL(page.url()).pathname).toBe(MODULES);
  expect(errors).toEqual([]);
});

test('who may not list sees the refusal, with loaded still false', async () => {
  const { page, errors, takePicture } = await browser.open(`${running.urls.fewRights}/probe`);
  await page.locator('[data-test="probe-page"][data-state="forbidden"][data-loaded="false"]').waitFor();
  await page.getByText('modules.kmm.sigs.x-k8s.io is forbidden').waitFor();
  expect(await byTest(page, 'nav-section-compute').count()).toBe(0);
  expect(await byTest(page, 'nav-section-administration').count()).toBe(0);
  expect(await byTest(page, 'nav-probe-modules').count()).toBe(0);
  await takePicture('console-host-few-rights');
  expect(errors.filter((line) => !line.includes(REFUSED))).toEqual([]);
});

test('the service behind the plugin gets the user’s token, and its first cause is the error', async () => {
  const { page } = await openAsAdmin('/probe');
  await byTest(page, 'probe-ask').click();
  await byTest(page, 'probe-answer').filter({ hasText: 'Error "no release" for field "image".' }).waitFor();
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ authorization: `Bearer ${controlPlane.adminToken}` });
  expect(Object.keys(asked[0]!)).not.toEqual(expect.arrayContaining(['cookie']));
  expect(Object.keys(asked[0]!)).not.toEqual(expect.arrayContaining(['x-csrftoken']));
});

test('language by query, theme by the system', async () => {
  const { page, errors, takePicture } = await openAsAdmin('/probe?lng=ja', { colorScheme: 'dark' });
  await page.getByRole('heading', { name: 'プローブ画面' }).waitFor();
  await byTest(page, 'probe-count').filter({ hasText: 'モジュール' }).waitFor();
  expect(await page.locator('html.pf-v6-theme-dark[lang="ja"]').count()).toBe(1);
  await takePicture('console-host-dark-japanese');
  expect(errors).toEqual([]);
});

test('the default list of a kind, and 404 for one that is not served', async () => {
  const { page, errors } = await openAsAdmin('/k8s/ns/drivers/kmm.sigs.x-k8s.io~v1beta1~Module');
  await page.getByRole('heading', { name: 'Modules' }).waitFor();
  await page.getByRole('link', { name: 'b', exact: true }).click();
  await page.getByRole('heading', { name: 'KM b' }).waitFor();
  await page.goto(`${running.urls.admin}/k8s/cluster/example.com~v1~Nothing`);
  await byTest(page, 'not-found').waitFor();
  expect(errors).toEqual([]);
});
