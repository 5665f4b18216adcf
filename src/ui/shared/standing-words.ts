import type { Standing } from '../../domain/preflight/standing';
import type { Translate } from '../console/translation';

/** What a label may say: where a Module stands, or that this user may not know. */
export type ShownStatus = Standing | 'no-access';

const WORDS: Record<ShownStatus, (t: Translate) => string> = {
  failed: (t) => t('Failed'),
  'in-progress': (t) => t('In progress'),
  retrying: (t) => t('Retrying'),
  warned: (t) => t('Passed with warnings'),
  passed: (t) => t('Passed'),
  'nothing-to-load': (t) => t('Nothing to load'),
  'not-needed': (t) => t('Not needed'),
  'not-checked': (t) => t('Not checked'),
  'no-access': (t) => t('No access'),
};

/** The word of a status, the same on every page. */
export function standingWord(status: ShownStatus, t: Translate): string {
  return WORDS[status](t);
}
