import { createContext, useContext } from 'react';
import type { PreflightDetails } from './usePreflightDetails';

/** What the tabs show. The console renders them, so they cannot be given properties. */
export const DetailsContext = createContext<PreflightDetails | undefined>(undefined);

/** The preflight of this page. Throws outside of it. */
export function useDetails(): PreflightDetails {
  const details = useContext(DetailsContext);
  if (!details) throw new Error('A tab was rendered outside of its page.');
  return details;
}
