import { Title } from '@patternfly/react-core';
import type { ReactElement } from 'react';

/** First line of a page: can I update, and if not, what stops me? */
export function HeadlineText({ children }: { children: string }): ReactElement {
  return (
    <Title headingLevel="h2" size="lg" data-test="kmm-headline">
      {children}
    </Title>
  );
}
