import type { ReactElement } from 'react';
import type { AffectedNodes } from '../../../domain/preflight/affected-nodes';
import type { Headline } from '../../../domain/preflight/headline';
import { selectHeadline } from '../../../domain/preflight/headline';
import type { Translate } from '../../console/translation';
import { useTranslate } from '../../console/translation';
import { HeadlineText } from '../../shared/HeadlineText';
import { useDetails } from './details-context';

/** First line of the page: can I update, and if not, what stops me? */
export function DetailsHeadline(): ReactElement {
  const t = useTranslate();
  const { overview, affected } = useDetails();
  const answer = selectHeadline(overview.counts);
  const sentences = [answerText(answer, overview.target, t)];
  if (answer.kind === 'failing' && affected.count > 0) sentences.push(affectedText(affected, t));
  if (overview.outdated) sentences.push(t('This is about an older version of the preflight.'));
  return <HeadlineText>{sentences.join(' ')}</HeadlineText>;
}

function answerText(answer: Headline, target: string, t: Translate): string {
  switch (answer.kind) {
    case 'failing':
      return t('{{failed}} of {{count}} Modules would fail on {{target}}.', {
        failed: answer.failed,
        count: answer.total,
        target,
      });
    case 'in-progress':
      return t('Not known yet: {{done}} of {{count}} Modules have been checked for {{target}}.', {
        done: answer.done,
        count: answer.total,
        target,
      });
    case 'ready':
      return t('Ready: all needed Modules work on {{target}}.', { target });
    case 'nothing-to-check':
      return t('There are no Modules, so none can fail on {{target}}.', { target });
    case 'not-checked':
      return t('Not known yet: nothing has been checked for {{target}}.', { target });
  }
}

function affectedText({ count, atLeast }: AffectedNodes, t: Translate): string {
  return atLeast
    ? t('At least {{count}} nodes are affected.', { count })
    : t('{{count}} nodes are affected.', { count });
}
