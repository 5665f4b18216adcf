import { screen } from '@testing-library/react';
import type { Standing } from '../../domain/preflight/standing';
import { STANDINGS } from '../../domain/preflight/standing';
import { resetConsole } from '../testing/fake-sdk';
import { renderPage } from '../testing/render-page';
import type { WatchState } from '../console/watch';
import { VerdictStatus } from './VerdictStatus';

const WORDS: Record<Standing, string> = {
  failed: 'Failed',
  'in-progress': 'In progress',
  retrying: 'Retrying',
  warned: 'Passed with warnings',
  passed: 'Passed',
  'nothing-to-load': 'Nothing to load',
  'not-needed': 'Not needed',
  'not-checked': 'Not checked',
};

interface Shown {
  status: string | undefined;
  outdated: string | undefined;
  text: string;
}

function show(props: Parameters<typeof VerdictStatus>[0]): Shown {
  resetConsole();
  const { unmount } = renderPage(<VerdictStatus {...props} />, '/k8s/cluster/x');
  const label = screen.queryByTestId('kmm-status');
  const text = label ? label.textContent : document.body.textContent.replace('/k8s/cluster/x', '');
  const shown = { status: label?.dataset['status'], outdated: label?.dataset['outdated'], text: text.trim() };
  unmount();
  return shown;
}

const NOTHING = { status: undefined, outdated: undefined };
const label = (status: string, text: string): Shown => ({ status, outdated: 'false', text });

describe.each(['badge', 'table'] as const)('a verdict in a %s', (place) => {
  describe.each(STANDINGS)('%s', (standing) => {
    it('has its word', () => {
      expect(show({ place, state: 'ready', standing })).toEqual(label(standing, WORDS[standing]));
    });

    it('says that it is outdated', () => {
      expect(show({ place, state: 'ready', standing, outdated: true })).toEqual({
        status: standing,
        outdated: 'true',
        text: `${WORDS[standing]} Outdated`,
      });
    });

    it.each<WatchState>(['loading', 'forbidden', 'error'])('stays while the watch is %s', (state) => {
      expect(show({ place, state, standing })).toEqual(label(standing, WORDS[standing]));
    });
  });

  it.each<[WatchState, Shown]>([
    ['loading', { ...NOTHING, text: 'Loading' }],
    ['forbidden', place === 'badge' ? { ...NOTHING, text: '' } : label('no-access', 'No access')],
    ['ready', label('not-checked', 'Not checked')],
    ['not-installed', label('not-checked', 'Not checked')],
    ['error', label('not-checked', 'Not checked')],
  ])('that is absent while the watch is %s', (state, shown) => {
    expect(show({ place, state, standing: undefined })).toEqual(shown);
  });
});

it('every status has an icon beside its word, hidden from readers of the word', () => {
  resetConsole();
  for (const standing of STANDINGS) {
    const { container, unmount } = renderPage(
      <VerdictStatus place="table" state="ready" standing={standing} />,
      '/k8s/cluster/x',
    );
    expect(container.querySelectorAll('[data-test="kmm-status"] svg[aria-hidden="true"]')).toHaveLength(1);
    unmount();
  }
});
