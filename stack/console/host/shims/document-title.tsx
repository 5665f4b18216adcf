import { useEffect } from 'react';

/** Title of the browser's tab while this is on the page. */
export function DocumentTitle({ children }: { children: string }): null {
  useEffect(() => {
    document.title = `${children} · Console host`;
  }, [children]);
  return null;
}
