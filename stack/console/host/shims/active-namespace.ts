import { useCallback } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { ALL_NAMESPACES, parseNamespace } from './parse-namespace';

const LAST = 'last-namespace';

/** The namespace of the page, else the last one; setting it changes the address where that has a namespace. */
export function useActiveNamespace(): [string, (namespace: string) => void] {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const named = parseNamespace(pathname);
  if (named !== undefined) sessionStorage.setItem(LAST, named);
  const setNamespace = useCallback(
    (namespace: string): void => {
      sessionStorage.setItem(LAST, namespace);
      const scope = namespace === ALL_NAMESPACES ? 'all-namespaces' : `ns/${namespace}`;
      if (parseNamespace(pathname) !== undefined)
        void navigate(pathname.replace(/\/(all-namespaces|ns\/[^/]+)/, `/${scope}`));
    },
    [navigate, pathname],
  );
  return [named ?? sessionStorage.getItem(LAST) ?? ALL_NAMESPACES, setNamespace];
}
