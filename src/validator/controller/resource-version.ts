/** Whether resource version `a` is later than `b`. They are comparable numbers (Kubernetes 1.35); others differ or not. */
export function isNewerVersion(a: string, b: string): boolean {
  return /^\d+$/.test(a) && /^\d+$/.test(b) ? BigInt(a) > BigInt(b) : a !== b;
}
