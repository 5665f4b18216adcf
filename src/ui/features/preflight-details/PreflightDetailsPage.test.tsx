import { act, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { MODULE, MODULE_REPORT, NODE, PREFLIGHT_OCP, PREFLIGHT_REPORT } from '../../../contract/resource-kinds';
import type { FakeConsole } from '../../testing/fake-console';
import { resetConsole } from '../../testing/fake-sdk';
import { rawEntry, rawModule, rawNode, rawPreflight, rawReport, rawSummary } from '../../testing/objects';
import { renderPage } from '../../testing/render-page';
import { PreflightDetailsPage } from './PreflightDetailsPage';

const NAME = '4.22.3-amd64';
const ADDRESS = `/k8s/cluster/kmm.sigs.x-k8s.io~v1beta2~PreflightValidationOCP/${NAME}`;
const FAILED = {
  status: 'Failure',
  reason: 'ImageNotFound',
  message: 'registry.example.com answered 404; push the image for this kernel',
  image: { reference: 'registry.example.com/team/kmod:1' },
  nextAttemptAt: '2026-11-22T12:05:00Z',
  checks: [{ name: 'Image', result: 'Fail', reason: 'ImageNotFound', message: '404' }],
};

let fake: FakeConsole;
beforeEach(() => {
  fake = resetConsole();
});

/** One Module fails, one passes; nodes with the label of its selector are two of three. */
function serveAll(preflight: Parameters<typeof rawPreflight>[1] = {}, summary: object = {}): void {
  fake.serve(PREFLIGHT_OCP, [rawPreflight(NAME, preflight)]);
  fake.serve(PREFLIGHT_REPORT, [rawSummary(NAME, { total: 2, failed: 1, passed: 1 }, summary)]);
  fake.serve(MODULE_REPORT, [rawReport(NAME, 'bad', FAILED), rawReport(NAME, 'good'), rawReport('another', 'bad')]);
  fake.serve(MODULE, [rawModule('bad'), rawModule('good')]);
  fake.serve(NODE, [rawNode('a', { gpu: 'yes' }), rawNode('b', { gpu: 'yes' }), rawNode('c', {})]);
}

function show(path = ''): void {
  renderPage(<PreflightDetailsPage />, `${ADDRESS}${path}`);
}

const state = (): string | undefined => screen.getByTestId('kmm-page-details').dataset['state'];
const headline = (): string => screen.getByTestId('kmm-headline').textContent;
const rows = (): (string | undefined)[] => screen.queryAllByTestId('kmm-module-row').map((row) => row.dataset['name']);
const alerts = (): (string | undefined)[] =>
  screen.queryAllByTestId('kmm-alert').map((alert) => alert.dataset['alert']);

describe('the page of a preflight', () => {
  it('answers in its first line, with the nodes', () => {
    serveAll();
    show();
    expect(state()).toBe('ready');
    expect(headline()).toBe('1 of 2 Modules would fail on 4.22.3. 2 nodes are affected.');
  });

  it('knows a lower bound of the nodes without the right to see them', () => {
    serveAll();
    fake.refuse(NODE, 'list');
    show();
    expect(headline()).toBe('1 of 2 Modules would fail on 4.22.3. At least 2 nodes are affected.');
  });

  it.each([
    [{ total: 3, passed: 3 }, 'Ready: all needed Modules work on 4.22.3.'],
    [{ total: 3, inProgress: 2, passed: 1 }, 'Not known yet: 1 of 3 Modules have been checked for 4.22.3.'],
    [{ total: 0 }, 'There are no Modules, so none can fail on 4.22.3.'],
  ])('says for %j', (counts, sentence) => {
    fake.serve(PREFLIGHT_OCP, [rawPreflight(NAME)]);
    fake.serve(PREFLIGHT_REPORT, [rawSummary(NAME, counts)]);
    show();
    expect(headline()).toBe(sentence);
  });

  it('says that a verdict is about an older version', () => {
    serveAll({ meta: { generation: 2 } });
    show();
    expect(headline()).toContain('This is about an older version of the preflight.');
    expect(screen.getByTestId('kmm-status').dataset['outdated']).toBe('true');
  });

  it('shows what it is about', () => {
    serveAll({ spec: { dtkImage: 'quay.io/dtk@sha256:0', pushBuiltImage: true } });
    show();
    expect(screen.getByText('quay.io/dtk@sha256:0')).toBeTruthy();
    expect(screen.getByText('Yes')).toBeTruthy();
    expect(screen.getByText('kmm-preflight.io/release=4.22.3')).toBeTruthy();
    expect(screen.getByTestId('kmm-summary').textContent).toBe('1 failed · 1 passed');
    expect(screen.getByTestId('kmm-writer').dataset['writer']).toBe('validator');
  });

  it.each([
    ['/yaml', () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'YAML' }).value, 'v1beta2'],
    ['/events', () => document.body.textContent, `Events of ${NAME}`],
  ])('has a tab %s of the console', (path, read, text) => {
    serveAll();
    show(path);
    expect(read()).toContain(text);
  });

  it('can be deleted, which leads back to the list', async () => {
    const user = userEvent.setup();
    serveAll();
    show();
    await user.click(screen.getByRole('button', { name: 'Actions' }));
    await user.click(screen.getByRole('menuitem', { name: 'Delete preflight' }));
    expect(fake.opened).toEqual([`delete, then ${ADDRESS.replace(`/${NAME}`, '')}, ${NAME}`]);
  });
});

describe('the state of the page', () => {
  const gone = { meta: { deletionTimestamp: '2026-11-22T12:00:00Z' } };

  it.each<[string, () => void, string, string]>([
    ['is loading', () => fake.keepWaiting(PREFLIGHT_OCP), 'loading', ''],
    ['is forbidden', () => fake.refuse(PREFLIGHT_OCP, 'get'), 'forbidden', 'Restricted access'],
    ['has no KMM', () => undefined, 'not-installed', 'Kernel Module Management is not installed'],
    ['has no such preflight', () => fake.serve(PREFLIGHT_OCP, []), 'not-found', 'Preflight not found'],
    ['is being deleted', () => serveAll(gone), 'deleted', 'Preflight deleted'],
    ['has an error', () => fake.fail(PREFLIGHT_OCP, { code: 500 }), 'error', 'Preflights cannot be loaded'],
  ])('%s', (_name, arrange, expected, title) => {
    arrange();
    show();
    expect(state()).toBe(expected);
    expect(screen.queryByRole('heading', { level: 2 })?.textContent.replace(/^.*alert:/, '') ?? '').toBe(title);
  });

  it('says that it was deleted while somebody looked', () => {
    serveAll();
    show();
    // The console still has the object when its poll is answered with 404.
    act(() => fake.fail(PREFLIGHT_OCP, { code: 404, message: 'not found' }));
    expect(state()).toBe('deleted');
    expect(screen.getByRole('link', { name: 'All preflights' })).toBeTruthy();
  });

  it('keeps everything when updates are lost, and says so', () => {
    serveAll();
    show('/modules');
    act(() => fake.fail(MODULE_REPORT, { code: 503, message: 'away' }));
    expect(rows()).toEqual(['bad', 'good']);
    expect(alerts()).toEqual(['watch-lost']);
  });

  it('says that the operator writes the status', () => {
    serveAll({}, { statusOwner: 'KMMOperator' });
    show();
    expect(alerts()).toEqual(['operator-active']);
  });

  it.each([
    ['no right to see reports', 'You may not see the reports of all namespaces.'],
    ['no validator', 'The validator is not installed.'],
  ])('works with %s', (why, sentence) => {
    fake.serve(PREFLIGHT_OCP, [rawPreflight(NAME, { modules: [rawEntry('bad', { verificationStatus: 'Failure' })] })]);
    fake.serve(MODULE, [rawModule('bad'), rawModule('unknown')]);
    if (why === 'no right to see reports') fake.refuse(MODULE_REPORT, 'list');
    show('/modules');
    expect(document.body.textContent).toContain(sentence);
    const statuses = screen.getAllByTestId('kmm-status').map((status) => status.dataset['status']);
    expect(statuses).toEqual(['failed', why === 'no right to see reports' ? 'no-access' : 'not-checked']);
  });
});

describe('the Modules of a preflight', () => {
  it('stand worst first, each with its words', () => {
    serveAll();
    show('/modules');
    expect(rows()).toEqual(['bad', 'good']);
    const [bad] = screen.getAllByTestId('kmm-module-row');
    expect(bad?.dataset).toMatchObject({ namespace: 'drivers', status: 'failed', reason: 'ImageNotFound' });
    const cells = within(bad!);
    expect(cells.getByText('Image not found')).toBeTruthy();
    expect(cells.getByText('registry.example.com/team/kmod:1')).toBeTruthy();
    expect(cells.getByRole('cell', { name: '2' })).toBeTruthy();
  });

  it('open and close, and the address says which', async () => {
    const user = userEvent.setup();
    serveAll();
    show('/modules');
    await user.click(screen.getByRole('button', { name: 'Details of drivers/bad', expanded: false }));
    expect(screen.getByTestId('address').textContent).toBe(`${ADDRESS}/modules?open=drivers%2Fbad`);
    expect(screen.getAllByTestId('kmm-row-detail')).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Details of drivers/bad', expanded: true }));
    expect(screen.queryByTestId('kmm-row-detail')).toBeNull();
  });

  it('say in their order what was tried, what to do, and when it is checked again', () => {
    serveAll();
    show('/modules?open=drivers/bad');
    const detail = screen.getByTestId('kmm-row-detail');
    const text = detail.textContent;
    const parts = [
      'What was tried and what answered',
      'The registry does not have the image for this kernel.',
      FAILED.message,
      'Build and push the image for this kernel.',
      'podman push registry.example.com/team/kmod:1',
      'YAML of the Module',
      '2026-11-22T12:05:00Z',
      'Check again',
    ];
    const places = parts.map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    const check = within(detail).getByTestId('kmm-check');
    expect(check.dataset).toMatchObject({ check: 'Image', result: 'Fail' });
    expect(within(detail).getByRole('link', { name: 'pull' })).toBeTruthy();
  });

  it('show the operator’s words beside ours where it writes the status', () => {
    const words = 'verified image does not exist';
    serveAll(
      { modules: [rawEntry('bad', { verificationStatus: 'Failure', statusReason: words })] },
      { statusOwner: 'KMMOperator' },
    );
    show('/modules?open=drivers/bad');
    const detail = within(screen.getByTestId('kmm-row-detail'));
    expect(detail.getByRole('heading', { name: 'The validator says' })).toBeTruthy();
    expect(detail.getByRole('heading', { name: 'The KMM operator says' })).toBeTruthy();
    expect(detail.getByText(words)).toBeTruthy();
  });

  it('are filtered by what the address says', async () => {
    const user = userEvent.setup();
    serveAll();
    show('/modules?reason=ImageNotFound');
    expect(rows()).toEqual(['bad']);
    await user.click(screen.getByTestId('kmm-clear-filters'));
    await user.click(screen.getByTestId('kmm-filter-namespace'));
    await user.click(screen.getByRole('checkbox', { name: 'drivers' }));
    expect(rows()).toEqual(['bad', 'good']);
    expect(screen.getByTestId('address').textContent).toBe(`${ADDRESS}/modules?namespace=drivers`);
  });

  it('are shown by fifty, and a link leads to the page of its row', () => {
    serveAll();
    const many = Array.from({ length: 1000 }, (_, index) => rawReport(NAME, `kmod-${String(index).padStart(4, '0')}`));
    fake.serve(MODULE_REPORT, many);
    fake.serve(MODULE, []);
    show('/modules?open=drivers/kmod-0777');
    expect(rows()).toHaveLength(50);
    expect(rows()[0]).toBe('kmod-0750');
    expect(screen.getByTestId('kmm-row-detail')).toBeTruthy();
  });
});

describe('checking again', () => {
  const annotation = { op: 'add', path: '/metadata/annotations/kmm-preflight.io~1recheck-requested-at' };

  it('annotates the Module and is busy until it has been looked at', async () => {
    const user = userEvent.setup();
    serveAll();
    show('/modules?open=drivers/bad');
    const button = screen.getByTestId<HTMLButtonElement>('kmm-recheck');
    await user.click(button);
    const [patched] = fake.patches;
    expect(patched).toMatchObject({ kind: 'Module', name: 'bad' });
    expect(patched?.operations).toMatchObject([{ path: '/metadata/annotations', value: {} }, annotation]);
    expect(button.disabled).toBe(true);
    act(() => fake.serve(MODULE_REPORT, [rawReport(NAME, 'bad', { ...FAILED, attempts: 2 }), rawReport(NAME, 'good')]));
    expect(button.disabled).toBe(false);
  });

  it('keeps other annotations', async () => {
    const user = userEvent.setup();
    serveAll();
    fake.serve(MODULE, [rawModule('bad', { annotations: { mine: 'x' } })]);
    show('/modules?open=drivers/bad');
    await user.click(screen.getByTestId('kmm-recheck'));
    expect(fake.patches[0]?.operations).toEqual([expect.objectContaining(annotation)]);
  });

  it('of all annotates the preflight and waits for each Module', async () => {
    const user = userEvent.setup();
    serveAll();
    show('/modules');
    const button = screen.getByTestId<HTMLButtonElement>('kmm-recheck-all');
    await user.click(button);
    expect(fake.patches).toMatchObject([{ kind: 'PreflightValidationOCP', name: NAME }]);
    const looked = (bad: number, good: number): void =>
      act(() =>
        fake.serve(MODULE_REPORT, [
          rawReport(NAME, 'bad', { ...FAILED, attempts: bad }),
          rawReport(NAME, 'good', { attempts: good }),
        ]),
      );
    looked(2, 1);
    expect(button.disabled).toBe(true);
    looked(2, 2);
    expect(button.disabled).toBe(false);
  });

  it('says why the API server refused it', async () => {
    const user = userEvent.setup();
    serveAll();
    fake.patchFailure = 'admission webhook denied the request';
    show('/modules?open=drivers/bad');
    await user.click(screen.getByTestId('kmm-recheck'));
    expect(screen.getByText('admission webhook denied the request')).toBeTruthy();
    expect(screen.getByTestId<HTMLButtonElement>('kmm-recheck').disabled).toBe(false);
  });

  it('is not offered to those who may not', () => {
    serveAll();
    fake.refuse(MODULE, 'patch');
    fake.refuse(PREFLIGHT_OCP, 'patch');
    show('/modules?open=drivers/bad');
    expect(screen.queryByTestId('kmm-recheck')).toBeNull();
    expect(screen.queryByTestId('kmm-recheck-all')).toBeNull();
  });
});

describe('words of strangers', () => {
  const HTML = '<img src=x onerror="alert(1)"><script>alert(1)</script>';

  it.each([
    ['HTML', HTML],
    ['ten thousand characters', 'x'.repeat(10_000)],
    ['a reversed reading direction', '\u202egnp.exe'],
  ])('are only text: %s', (_name, words) => {
    serveAll({ modules: [rawEntry('bad', { statusReason: words })] }, { statusOwner: 'KMMOperator' });
    const strange = { ...FAILED, message: words, image: { reference: words, digest: words, resolvedFrom: 'x' } };
    fake.serve(MODULE_REPORT, [rawReport(NAME, 'bad', strange)]);
    show('/modules?open=drivers/bad');
    const detail = screen.getByTestId('kmm-row-detail');
    expect(detail.textContent).toContain(words);
    expect(document.querySelector('script, img')).toBeNull();
  });

  it('of a newer version are shown by their name', () => {
    serveAll();
    const newer = {
      status: 'Failure',
      reason: 'VermagicMismatch',
      message: 'm',
      checks: [{ name: 'Vermagic', result: 'Odd' }],
    };
    fake.serve(MODULE_REPORT, [rawReport(NAME, 'bad', newer)]);
    show('/modules?open=drivers/bad');
    expect(screen.getAllByTestId('kmm-module-row')[0]?.dataset['reason']).toBe('VermagicMismatch');
    expect(screen.getByRole('cell', { name: 'VermagicMismatch' })).toBeTruthy();
    expect(screen.getByTestId('kmm-check').dataset).toMatchObject({ check: 'Vermagic', result: 'Unknown' });
  });
});
