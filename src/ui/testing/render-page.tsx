import type { RenderResult } from '@testing-library/react';
import { render } from '@testing-library/react';
import { createInstance } from 'i18next';
import type { ReactElement } from 'react';
import { I18nextProvider } from 'react-i18next';
import { MemoryRouter, Route, Routes, useLocation } from 'react-router';
import english from '../../../locales/en/plugin__kmm-preflight.json';
import { NAMESPACE } from '../console/translation';

const ROUTE = '/k8s/cluster/:plural/:name?/*';

/** Renders a page in English at an address of the console. A sentence that is not in the locale file throws. */
export function renderPage(page: ReactElement, address: string): RenderResult {
  const i18n = createInstance();
  void i18n.init({
    lng: 'en',
    ns: [NAMESPACE],
    resources: { en: { [NAMESPACE]: english } },
    // As the console has them: keys are sentences, with dots and colons in them.
    keySeparator: false,
    nsSeparator: '~',
    interpolation: { escapeValue: false },
    initAsync: false,
    showSupportNotice: false,
    saveMissing: true,
    missingKeyHandler: (_languages, _namespace, key) => {
      throw new Error(`not translated: ${key}`);
    },
  });
  return render(
    <I18nextProvider i18n={i18n}>
      <MemoryRouter initialEntries={[address]}>
        <Routes>
          <Route path={ROUTE} element={page} />
          <Route path="*" element={null} />
        </Routes>
        <Address />
      </MemoryRouter>
    </I18nextProvider>,
  );
}

function Address(): ReactElement {
  const { pathname, search } = useLocation();
  return <output data-test="address">{`${pathname}${search}`}</output>;
}
