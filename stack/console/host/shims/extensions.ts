import {
  useExtensions as useRawExtensions,
  useResolvedExtensions as useRawResolvedExtensions,
  type Extension,
  type LoadedAndResolvedExtension,
  type LoadedExtension,
} from '@openshift/dynamic-plugin-sdk';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

type Guard<T extends Extension> = (extension: Extension) => extension is T;

/** `%namespace~key%` is replaced by its translation, everywhere in the properties. */
export function translateProperties<T>(value: T, t: TFunction): T {
  if (typeof value === 'string') return (/^%.+~.+%$/.test(value) ? t(value.slice(1, -1)) : value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => translateProperties(item, t)) as T;
  // A code reference, a component or an element stays what it is.
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, translateProperties(item, t)])) as T;
}

function useTranslated<T extends { properties: object }>(extensions: T[]): T[] {
  const { t } = useTranslation();
  return useMemo(
    () => extensions.map((extension) => ({ ...extension, properties: translateProperties(extension.properties, t) })),
    [extensions, t],
  );
}

/** Extensions of one type whose flags are right, with their code not loaded yet. */
export function useExtensionsOf<T extends Extension>(guard: Guard<T>): LoadedExtension<T>[] {
  return useTranslated(useRawExtensions(guard));
}

/** The SDK's hook: extensions of these types with all their code loaded. */
export function useResolvedExtensions<T extends Extension>(
  ...guards: Guard<T>[]
): [extensions: LoadedAndResolvedExtension<T>[], resolved: boolean, errors: unknown[]] {
  // Pages write the guards as an inline list, and a new predicate would start all over again.
  const guard = useMemo<Guard<T>>(
    () =>
      (extension): extension is T =>
        guards.some((is) => is(extension)),
    guards,
  );
  const [extensions, resolved, errors] = useRawResolvedExtensions(guard);
  return [useTranslated(extensions), resolved, errors];
}
