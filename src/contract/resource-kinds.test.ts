import { apiVersionOf } from './kube-object';
import * as kinds from './resource-kinds';

test.each(Object.values(kinds))('$kind', (kind) => {
  expect(apiVersionOf(kind)).toMatch(/^([a-z0-9.-]+\/)?v\d+((alpha|beta)\d+)?$/);
  expect(kind.plural).toBe(kind.plural.toLowerCase());
});

test('W28: only v1beta2 of the preflights, which needs no conversion webhook', () => {
  expect(apiVersionOf(kinds.PREFLIGHT_OCP)).toBe('kmm.sigs.x-k8s.io/v1beta2');
  expect(apiVersionOf(kinds.PREFLIGHT_CHILD)).toBe('kmm.sigs.x-k8s.io/v1beta2');
});

test('the core group has no name', () => {
  expect(kinds.NODE).toMatchObject({ group: '', version: 'v1' });
  expect(apiVersionOf(kinds.NODE)).toBe('v1');
});
