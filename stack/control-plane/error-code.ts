/** The code of a system error (`ENOENT`). By shape: jest runs tests in a realm of its own, where `instanceof Error` fails for Node's errors. */
export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}
