import { useState, type Dispatch, type SetStateAction } from 'react';

/** There is one perspective, the administrator's. */
export function useActivePerspective(): [string, (perspective: string) => void] {
  return ['admin', () => undefined];
}

/** A preference of this user: `[value, set, loaded]`, kept in the browser where the console keeps it in the cluster. */
export function useUserPreference<T>(key: string, defaultValue: T): [T, Dispatch<SetStateAction<T>>, boolean] {
  const [value, setValue] = useState<T>(() => readPreference(key, defaultValue));
  const keep: Dispatch<SetStateAction<T>> = (next) =>
    setValue((current) => {
      const chosen = typeof next === 'function' ? (next as (value: T) => T)(current) : next;
      localStorage.setItem(key, JSON.stringify(chosen));
      return chosen;
    });
  return [value, keep, true];
}

function readPreference<T>(key: string, defaultValue: T): T {
  const stored = localStorage.getItem(key);
  return stored === null ? defaultValue : (JSON.parse(stored) as T);
}
