/** A Kubernetes condition. Never with `observedGeneration`: without a status subresource `oc wait` would refuse it. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
  lastTransitionTime: string;
}

/** Keeps the time of the last transition of conditions whose status did not change. */
export function keepTransitionTimes(conditions: Condition[], previous: readonly Condition[]): Condition[] {
  return conditions.map((condition) => {
    const before = previous.find(({ type }) => type === condition.type);
    return before?.status === condition.status
      ? { ...condition, lastTransitionTime: before.lastTransitionTime }
      : condition;
  });
}
