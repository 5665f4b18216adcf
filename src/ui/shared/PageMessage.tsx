import {
  Bullseye,
  CodeBlock,
  CodeBlockCode,
  EmptyState,
  EmptyStateBody,
  EmptyStateFooter,
} from '@patternfly/react-core';
import type { EmptyStateProps } from '@patternfly/react-core';
import { BanIcon, CubesIcon, ExclamationCircleIcon, SearchIcon, TrashIcon } from '@patternfly/react-icons';
import type { ReactElement, ReactNode } from 'react';
import { useTranslate } from '../console/translation';
import type { Translate } from '../console/translation';

/** Why a page has nothing to show. */
export type EmptyPage =
  'empty' | 'no-match' | 'no-modules' | 'forbidden' | 'not-installed' | 'not-found' | 'deleted' | 'error';

interface Message extends Pick<EmptyStateProps, 'icon' | 'status'> {
  title: string;
  body: string;
}

const MESSAGES: Record<EmptyPage, (t: Translate) => Message> = {
  empty: (t) => ({
    icon: CubesIcon,
    title: t('No preflights yet'),
    body: t(
      'A preflight checks whether every Module works with the kernel of another release, before you update to it.',
    ),
  }),
  'no-match': (t) => ({
    icon: SearchIcon,
    title: t('No results found'),
    body: t('Nothing matches the filters.'),
  }),
  'no-modules': (t) => ({
    icon: CubesIcon,
    title: t('No Modules'),
    body: t('There is no Module in this cluster, or you may not see any.'),
  }),
  forbidden: (t) => ({
    icon: BanIcon,
    title: t('Restricted access'),
    body: t('You may not see preflights. Ask an administrator for the right to list and get preflightvalidationsocp.'),
  }),
  'not-installed': (t) => ({
    icon: CubesIcon,
    title: t('Kernel Module Management is not installed'),
    body: t('Install the Kernel Module Management operator to load kernel modules and to check them before an update.'),
  }),
  'not-found': (t) => ({
    icon: SearchIcon,
    title: t('Preflight not found'),
    body: t('There is no preflight of this name.'),
  }),
  deleted: (t) => ({
    icon: TrashIcon,
    title: t('Preflight deleted'),
    body: t('This preflight was deleted while you were looking at it.'),
  }),
  error: (t) => ({
    icon: ExclamationCircleIcon,
    status: 'danger',
    title: t('Preflights cannot be loaded'),
    body: t('The API server did not answer as expected. It is asked again by itself.'),
  }),
};

/** A page without content: what it means, the API server's words, and what to do. */
export function PageMessage(props: { page: EmptyPage; detail?: string; children?: ReactNode }): ReactElement {
  const { page, detail, children } = props;
  const t = useTranslate();
  const { title, body, ...look } = MESSAGES[page](t);
  return (
    <Bullseye>
      <EmptyState titleText={title} headingLevel="h2" {...look}>
        <EmptyStateBody>{body}</EmptyStateBody>
        <EmptyStateFooter>
          {detail ? (
            <CodeBlock>
              <CodeBlockCode>{detail}</CodeBlockCode>
            </CodeBlock>
          ) : null}
          {children}
        </EmptyStateFooter>
      </EmptyState>
    </Bullseye>
  );
}
