import type { ReactElement } from 'react';

/** Words of others, shown as they are: nothing in them is markup, and they can neither widen nor reverse the page. */
export function VerbatimText({ children }: { children: string }): ReactElement {
  return <bdi style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{children}</bdi>;
}
