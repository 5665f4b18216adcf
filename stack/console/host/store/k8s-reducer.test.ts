import type { KubeObject } from '../../../../src/contract/kube-object';
import type { K8sModel } from '../k8s-model';
import { reduceK8s, type K8sAction, type K8sState } from './k8s-reducer';

const ID = 'g~v1~Thing';
const thing = (name: string, resourceVersion: number, namespace?: string): KubeObject => ({
  metadata: { name, resourceVersion: String(resourceVersion), ...(namespace !== undefined && { namespace }) },
});
const act = (type: string, k8sObjects?: unknown): K8sAction => ({ type, payload: { id: ID, k8sObjects } });
const run = (...actions: K8sAction[]): K8sState => actions.reduce(reduceK8s, reduceK8s(undefined, { type: '@@init' }));
const listed = act('startWatchK8sList');
const page = (...things: KubeObject[]): K8sAction => act('loaded', things);

function namesOf(state: K8sState): string[] {
  const data = state.getIn([ID, 'data']) as { toJS(): Record<string, KubeObject> };
  return Object.values(data.toJS()).map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`);
}

const stateOf = (state: K8sState): unknown => [state.getIn([ID, 'loaded']), state.getIn([ID, 'loadError'])];

test('a list is loaded with its first page and grows with the next', () => {
  const first = run(listed, page(thing('a', 1)));
  expect(stateOf(first)).toEqual([true, '']);
  expect(namesOf(reduceK8s(first, act('bulkAddToList', [thing('b', 2)])))).toEqual(['a@1', 'b@2']);
});

test('a refusal leaves a list not loaded; a later one keeps the data', () => {
  const refused = run(listed, act('errored', 'forbidden'));
  expect(stateOf(refused)).toEqual([false, 'forbidden']);
  const lost = run(listed, page(thing('a', 1)), act('errored', 'gone'));
  expect(stateOf(lost)).toEqual([true, 'gone']);
  expect(namesOf(lost)).toEqual(['a@1']);
  expect(stateOf(reduceK8s(lost, page(thing('a', 1))))).toEqual([true, '']);
});

test('a new list drops what is not in it and never goes back to an older object', () => {
  const state = run(listed, page(thing('a', 5), thing('b', 2)), page(thing('a', 3), thing('c', 4)));
  expect(namesOf(state)).toEqual(['a@5', 'c@4']);
});

test('equal names in two namespaces are two objects', () => {
  expect(namesOf(run(listed, page(thing('a', 1, 'x'), thing('a', 2, 'y'))))).toHaveLength(2);
});

test('events are followed; an ERROR is a warning and changes nothing', () => {
  const warn = jest.spyOn(console, 'warn').mockReturnValue();
  const event = (type: string, object: unknown): object => ({ type, object });
  const state = run(listed, page(thing('a', 1)));
  const next = reduceK8s(
    state,
    act('updateListFromWS', [
      event('ADDED', thing('b', 2)),
      event('MODIFIED', thing('b', 3)),
      event('DELETED', thing('a', 4)),
      event('ERROR', { code: 410 }),
    ]),
  );
  expect(namesOf(next)).toEqual(['b@3']);
  expect(stateOf(next)).toEqual([true, '']);
  expect(warn).toHaveBeenCalledTimes(1);
  warn.mockRestore();
});

test('one object is nothing before it is there, and a poll with the same version changes nothing', () => {
  const started = run(act('startWatchK8sObject'));
  expect(started.getIn([ID, 'data'])).toEqual({});
  const loaded = reduceK8s(started, act('modifyObject', thing('a', 1)));
  const polled = reduceK8s(loaded, act('modifyObject', thing('a', 1)));
  expect(polled.getIn([ID, 'data'])).toBe(loaded.getIn([ID, 'data']));
  expect(stateOf(polled)).toEqual([true, '']);
});

test('what arrives for a watch that has stopped is dropped', () => {
  const stopped = run(listed, act('stopWatchK8s'), page(thing('a', 1)), act('errored', 'late'));
  expect(stopped.has(ID)).toBe(false);
});

test('models are found by reference, and built-in ones by kind', () => {
  const model = (kind: string, crd: boolean): K8sModel => ({
    ...{ kind, crd, apiVersion: 'v1', label: kind, labelPlural: kind, plural: kind, abbr: kind },
    ...(crd && { apiGroup: 'g' }),
  });
  const models = [model('Thing', true), model('Pod', false)];
  const state = run({ type: 'getResourcesInFlight' }, { type: 'resources', payload: { resources: { models } } });
  expect(state.getIn(['RESOURCES', 'models', ID])).toBe(models[0]);
  expect(state.getIn(['RESOURCES', 'models', 'Pod'])).toBe(models[1]);
  expect([state.getIn(['RESOURCES', 'loaded']), state.getIn(['RESOURCES', 'inFlight'])]).toEqual([true, false]);
});
