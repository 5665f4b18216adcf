/**
 * A scope is how cluster configuration names a part of the world of images: `host`, `host:port`, `host/namespace`,
 * `host/namespace/repository` or `*.host`.
 */

/** The scope in comparable form: lower case, without trailing slashes. */
export function normalizeScope(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/\/{1,8}$/, '');
}

/**
 * How many characters of `name` (`host[:port]/repository`) the scope covers; undefined when it does not match.
 * The rules of registries.conf as container runtimes apply them: a prefix that ends at `/`, `:`, `@` or the end (so
 * `host` covers `host:5000` too), and `*.host` covers any depth of subdomain but not the host itself.
 */
export function matchScope(scope: string, name: string): number | undefined {
  if (scope.startsWith('*.')) {
    const host = hostWithoutPort(name);
    return host.length >= scope.length && host.endsWith(scope.slice(1)) ? host.length : undefined;
  }
  if (scope === '' || !name.startsWith(scope)) return undefined;
  const next = name.charAt(scope.length);
  return next === '' || next === '/' || next === ':' || next === '@' ? scope.length : undefined;
}

/** `host` of `host[:port]/repository`; an IPv6 host keeps its brackets. */
export function hostWithoutPort(name: string): string {
  const end = name.startsWith('[') ? name.indexOf(']') + 1 : name.search(/[:/@]|$/);
  return name.slice(0, end);
}
