import { Skeleton } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import type { Standing } from '../../domain/preflight/standing';
import { useTranslate } from '../console/translation';
import type { WatchState } from '../console/watch';
import { StatusLabel } from './StatusLabel';

export interface VerdictStatusProps {
  /** How far the look at the reports has come. */
  state: WatchState;
  /** Undefined when there is no verdict. */
  standing: Standing | undefined;
  outdated?: boolean;
  nextAttemptAt?: string | undefined;
  /** Without the right to look, a badge shows nothing and a table says "No access". */
  place: 'badge' | 'table';
}

/** Status of one verdict that may not be there, not be there yet, or not be this user's to see. */
export function VerdictStatus({ state, standing, place, ...rest }: VerdictStatusProps): ReactElement | null {
  const t = useTranslate();
  if (standing !== undefined) return <StatusLabel status={standing} {...rest} />;
  if (state === 'loading') return <Skeleton width="6rem" screenreaderText={t('Loading')} />;
  if (state === 'forbidden') return place === 'badge' ? null : <StatusLabel status="no-access" />;
  return <StatusLabel status="not-checked" />;
}
