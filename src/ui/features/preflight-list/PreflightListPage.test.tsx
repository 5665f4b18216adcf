import { act, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { PREFLIGHT_OCP, PREFLIGHT_REPORT } from '../../../contract/resource-kinds';
import type { FakeConsole } from '../../testing/fake-console';
import { resetConsole } from '../../testing/fake-sdk';
import { rawEntry, rawPreflight, rawSummary } from '../../testing/objects';
import { renderPage } from '../../testing/render-page';
import type { PreflightListPageProps } from './PreflightListPage';
import { PreflightListPage } from './PreflightListPage';

const ADDRESS = '/k8s/cluster/kmm.sigs.x-k8s.io~v1beta2~PreflightValidationOCP';

let fake: FakeConsole;
beforeEach(() => {
  fake = resetConsole();
});

function show(search = '', props: PreflightListPageProps = {}): void {
  renderPage(<PreflightListPage {...props} />, `${ADDRESS}${search}`);
}

const state = (): string | undefined => screen.getByTestId('kmm-page-list').dataset['state'];
const names = (): (string | undefined)[] =>
  screen.queryAllByTestId('kmm-preflight-row').map((row) => row.dataset['name']);
const headline = (): string => screen.getByTestId('kmm-headline').textContent;

function serveThree(): void {
  fake.serve(PREFLIGHT_OCP, [
    rawPreflight('4.22.3-amd64'),
    rawPreflight('4.22.4-arm64-64k', { spec: { kernelVersion: '5.14.0-1.el9.aarch64+64k' } }),
    rawPreflight('by-operator', { modules: [rawEntry('a')], meta: { labels: {} } }),
  ]);
  fake.serve(PREFLIGHT_REPORT, [
    rawSummary('4.22.3-amd64', { total: 12, failed: 3, passed: 8, notNeeded: 1 }),
    rawSummary('4.22.4-arm64-64k', { total: 4, inProgress: 3, warned: 1 }),
  ]);
}

describe('the list of preflights', () => {
  it('answers in its first line', () => {
    serveThree();
    show();
    expect(state()).toBe('ready');
    expect(headline()).toBe('3 of 12 Modules would fail on 4.22.3.');
  });

  it('shows each with its counts, its kernel and who checks it', () => {
    serveThree();
    show('?sort=name');
    expect(names()).toEqual(['4.22.3-amd64', '4.22.4-arm64-64k', 'by-operator']);
    const [first, second, third] = screen.getAllByTestId('kmm-preflight-row').map((row) => within(row));
    expect(first?.getByTestId('kmm-status').dataset['status']).toBe('failed');
    expect(first?.getByTestId('kmm-summary').textContent).toBe('3 failed · 8 passed · 1 not needed');
    expect(first?.getByTestId('kmm-writer').dataset['writer']).toBe('validator');
    expect(second?.getByRole('progressbar', { name: 'Progress of 4.22.4-arm64-64k' })).toBeTruthy();
    expect(second?.getByText('1 of 4')).toBeTruthy();
    expect(second?.getByText('arm64')).toBeTruthy();
    expect(second?.getByText('64k')).toBeTruthy();
    expect(third?.getByTestId('kmm-summary').textContent).toBe('1 passed');
    expect(third?.getByTestId('kmm-writer').dataset['writer']).toBe('operator');
  });

  it('follows what happens in the cluster', () => {
    serveThree();
    show();
    act(() => fake.serve(PREFLIGHT_REPORT, [rawSummary('4.22.3-amd64', { total: 12, passed: 12 })]));
    expect(headline()).toBe('Not known yet: 1 preflight has not been checked.');
  });

  it('keeps filters in the address, and can forget them', async () => {
    const user = userEvent.setup();
    serveThree();
    show();
    await user.type(screen.getByRole('searchbox', { name: 'Filter by name, release or kernel' }), 'arm');
    expect(names()).toEqual(['4.22.4-arm64-64k']);
    expect(screen.getByTestId('address').textContent).toBe(`${ADDRESS}?q=arm`);
    await user.click(screen.getByTestId('kmm-clear-filters'));
    expect(names()).toHaveLength(3);
    await user.click(screen.getByTestId('kmm-filter-status'));
    await user.click(screen.getByRole('checkbox', { name: 'Failed' }));
    expect(names()).toEqual(['4.22.3-amd64']);
    expect(screen.getByTestId('address').textContent).toBe(`${ADDRESS}?status=failed`);
  });

  it('sorts by the column that is clicked', async () => {
    const user = userEvent.setup();
    serveThree();
    show();
    await user.click(screen.getByRole('button', { name: 'Name' }));
    await user.click(screen.getByRole('button', { name: 'Name' }));
    expect(names()).toEqual(['by-operator', '4.22.4-arm64-64k', '4.22.3-amd64']);
    expect(screen.getByTestId('address').textContent).toBe(`${ADDRESS}?sort=name&dir=desc`);
  });

  it('shows a page at a time', async () => {
    const user = userEvent.setup();
    fake.serve(
      PREFLIGHT_OCP,
      Array.from({ length: 60 }, (_, index) => rawPreflight(`p${index}`)),
    );
    fake.serve(PREFLIGHT_REPORT, []);
    show('?sort=name');
    expect(names()).toHaveLength(50);
    await user.click(screen.getAllByRole('button', { name: 'Next page' })[0]!);
    expect(names()).toHaveLength(10);
    expect(screen.getByTestId('address').textContent).toBe(`${ADDRESS}?sort=name&page=2`);
  });

  it('says that nothing matches', () => {
    serveThree();
    show('?q=absent');
    expect(screen.getByRole('heading', { name: 'No results found' })).toBeTruthy();
    expect(state()).toBe('ready');
  });

  it('opens the console’s dialogs, for those who may', async () => {
    const user = userEvent.setup();
    serveThree();
    fake.refuse(PREFLIGHT_OCP, 'delete');
    show();
    await user.click(screen.getByRole('button', { name: 'Actions of 4.22.3-amd64' }));
    expect(screen.getByRole('menuitem', { name: 'Delete preflight' }).hasAttribute('disabled')).toBe(true);
    await user.click(screen.getByRole('menuitem', { name: 'Edit labels' }));
    expect(fake.opened).toEqual(['labels 4.22.3-amd64']);
  });
});

describe('the state of the list', () => {
  const refusal = { code: 403, message: 'preflightvalidationsocp is forbidden' };

  it.each<[string, () => void, string, string]>([
    ['is loading', () => fake.keepWaiting(PREFLIGHT_OCP), 'loading', ''],
    ['is empty', () => fake.serve(PREFLIGHT_OCP, []), 'empty', 'No preflights yet'],
    ['is forbidden by the review', () => fake.refuse(PREFLIGHT_OCP, 'list'), 'forbidden', 'Restricted access'],
    ['is forbidden by the API server', () => fake.fail(PREFLIGHT_OCP, refusal), 'forbidden', 'Restricted access'],
    ['has no KMM', () => undefined, 'not-installed', 'Kernel Module Management is not installed'],
    ['has an error', () => fake.fail(PREFLIGHT_OCP, { code: 500 }), 'error', 'Preflights cannot be loaded'],
  ])('%s', (_name, arrange, expected, title) => {
    arrange();
    show();
    expect(state()).toBe(expected);
    expect(screen.queryByRole('heading', { level: 2 })?.textContent.replace(/^.*alert:/, '') ?? '').toBe(title);
    expect(names()).toEqual([]);
  });

  it('shows the words of the API server', () => {
    fake.fail(PREFLIGHT_OCP, refusal);
    show();
    expect(screen.getByText(refusal.message)).toBeTruthy();
  });

  it('keeps the rows when updates are lost, and says so', () => {
    serveThree();
    show();
    act(() => fake.fail(PREFLIGHT_OCP, { code: 503, message: 'away' }));
    expect(names()).toHaveLength(3);
    expect(screen.getByTestId('kmm-alert').dataset['alert']).toBe('watch-lost');
  });

  it.each(['refused', 'not installed'])('works with reports that are %s', (why) => {
    serveThree();
    if (why === 'refused') fake.refuse(PREFLIGHT_REPORT, 'list');
    else fake.fail(PREFLIGHT_REPORT, { message: 'Model does not exist' });
    show();
    expect(state()).toBe('ready');
    expect(names()).toHaveLength(3);
  });

  it.each([
    ['empty', true, true],
    ['empty', false, false],
    ['ready', true, true],
    ['ready', false, false],
  ])('when %s offers to create one if that is allowed: %s', (which, allowed, offered) => {
    if (which === 'ready') serveThree();
    else fake.serve(PREFLIGHT_OCP, []);
    if (!allowed) fake.refuse(PREFLIGHT_OCP, 'create');
    show();
    expect(screen.queryByTestId('kmm-create') !== null).toBe(offered);
  });
});

describe('the list inside another page', () => {
  it('leaves out its title, and shows what that page selects', () => {
    const labels = { team: 'a' };
    fake.serve(PREFLIGHT_OCP, [rawPreflight('mine', { meta: { labels } }), rawPreflight('other')]);
    show('', { showTitle: false, hideTextFilter: true, selector: { matchLabels: labels } });
    expect(screen.queryByRole('heading', { level: 1 })).toBeNull();
    expect(screen.queryByRole('searchbox')).toBeNull();
    expect(names()).toEqual(['mine']);
  });

  it('shows the names that Search looks for', () => {
    fake.serve(PREFLIGHT_OCP, [rawPreflight('mine'), rawPreflight('other')]);
    show('', { nameFilter: 'oth' });
    expect(names()).toEqual(['other']);
  });
});
