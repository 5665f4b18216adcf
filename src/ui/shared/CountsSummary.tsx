import type { ReactElement } from 'react';
import type { Standing } from '../../domain/preflight/standing';
import type { Counts } from '../../domain/preflight/summary';
import type { Translate } from '../console/translation';
import { useTranslate } from '../console/translation';
import { selectCountParts } from './count-parts';

const COLORS: Partial<Record<Standing, string>> = {
  failed: 'var(--pf-t--global--icon--color--status--danger--default)',
  'in-progress': 'var(--pf-t--global--icon--color--status--info--default)',
  warned: 'var(--pf-t--global--icon--color--status--warning--default)',
  passed: 'var(--pf-t--global--icon--color--status--success--default)',
  'not-needed': 'var(--pf-t--global--icon--color--disabled)',
};

const PARTS: Partial<Record<Standing, (count: number, t: Translate) => string>> = {
  failed: (count, t) => t('{{count}} failed', { count }),
  'in-progress': (count, t) => t('{{count}} in progress', { count }),
  warned: (count, t) => t('{{count}} with warnings', { count }),
  passed: (count, t) => t('{{count}} passed', { count }),
  'not-needed': (count, t) => t('{{count}} not needed', { count }),
};

/** The counts of a preflight as one stacked bar with words below it. */
export function CountsSummary({ counts }: { counts: Counts }): ReactElement {
  const t = useTranslate();
  const parts = selectCountParts(counts);
  return (
    <div data-test="kmm-summary">
      <div
        aria-hidden="true"
        style={{
          display: 'flex',
          height: 'var(--pf-t--global--spacer--sm)',
          minWidth: '8rem',
          borderRadius: 'var(--pf-t--global--border--radius--small)',
          overflow: 'hidden',
        }}
      >
        {parts.map(({ standing, count }) => (
          <div key={standing} style={{ flexGrow: count, minWidth: '2px', background: COLORS[standing] }} />
        ))}
      </div>
      <span>
        {parts.length === 0
          ? t('No Modules')
          : parts.map(({ standing, count }) => PARTS[standing]?.(count, t)).join(' · ')}
      </span>
    </div>
  );
}
