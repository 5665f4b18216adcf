import { NOON } from '../../testing/builders';
import { deferred, ManualClock, pullSecret, ScriptedObjects } from '../../testing/scripted-ports';
import { KubeError } from '../kube-error';
import { createSecretReader } from './secret-reader';

const PATH = 'secrets/drivers/pull';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

function readerOver(objects: ConstructorParameters<typeof ScriptedObjects>[0]) {
  const clock = new ManualClock();
  const scripted = new ScriptedObjects(objects);
  return { clock, reads: scripted.reads, scripted, reader: createSecretReader(scripted.api, clock) };
}
const readOnce = (secret: object | Error | undefined) =>
  readerOver(secret === undefined ? {} : { [PATH]: secret }).reader.readSecret('drivers', 'pull', 0);

describe('one Secret', () => {
  test('gives its credentials, named by where they are from', async () => {
    expect(await readOnce(pullSecret(['quay.io', 'robot']))).toEqual({
      credentials: [{ origin: 'Secret drivers/pull', key: 'quay.io', username: 'robot', password: 'robot-pass' }],
      problems: [],
    });
  });

  test('of the older type too', async () => {
    const data = { '.dockercfg': base64('{"quay.io":{"username":"old","password":"p"}}') };
    const { credentials } = await readOnce({ type: 'kubernetes.io/dockercfg', data });
    expect(credentials).toMatchObject([{ key: 'quay.io', username: 'old' }]);
  });

  const type = 'kubernetes.io/dockerconfigjson';
  test.each<[string, object | Error | undefined, string, RegExp]>([
    ['missing', undefined, 'Missing', /^Secret drivers\/pull does not exist; create it/],
    [
      'not JSON',
      { type, data: { '.dockerconfigjson': base64('hunter2') } },
      'Invalid',
      /^Secret drivers\/pull does not contain a JSON object;/,
    ],
    [
      'of another type',
      { type: 'Opaque', data: {} },
      'Invalid',
      /has type Opaque; a pull secret has type kubernetes\.io\/dockerconfigjson/,
    ],
    ['without type', {}, 'Invalid', /has type undefined/],
    ['without its key', { type, data: { other: '' } }, 'Invalid', /has no key \.dockerconfigjson/],
    ['without data', { type }, 'Invalid', /has no key/],
    [
      'not ours to read',
      new KubeError('Forbidden', 'no'),
      'Forbidden',
      /^The validator may not read Secret drivers\/pull; grant it get/,
    ],
  ])('%s is a problem with cause and remedy', async (_case, secret, kind, message) => {
    const { credentials, problems } = await readOnce(secret);
    expect(credentials).toEqual([]);
    expect(problems).toEqual([{ kind, origin: 'Secret drivers/pull', message: expect.stringMatching(message) }]);
    expect(problems[0]?.message).not.toContain('hunter2');
  });

  test.each(['Unreachable', 'Unauthorized', 'Overloaded'] as const)('%s is no fact about it: thrown', async (kind) => {
    await expect(readOnce(new KubeError(kind, 'no'))).rejects.toMatchObject({ kind });
  });
});

describe('a ServiceAccount', () => {
  const read = (objects: Record<string, object | Error>) =>
    readerOver(objects).reader.readServiceAccount('drivers', 'default', 0);

  test('gives what its imagePullSecrets give, in their order', async () => {
    const { credentials, problems } = await read({
      'serviceaccounts/drivers/default': { imagePullSecrets: [{ name: 'b' }, {}, { name: 'gone' }, { name: 'a' }] },
      'secrets/drivers/a': pullSecret(['quay.io', 'a']),
      'secrets/drivers/b': pullSecret(['quay.io', 'b']),
    });
    expect(credentials.map(({ username }) => username)).toEqual(['b', 'a']);
    expect(problems).toMatchObject([{ kind: 'Missing', origin: 'Secret drivers/gone' }]);
  });

  test.each([
    ['absent', {}],
    ['without secrets', { 'serviceaccounts/drivers/default': {} }],
  ])('%s has none, and no problem', async (_case, objects) => {
    expect(await read(objects)).toEqual({ credentials: [], problems: [] });
  });

  test('that we may not read is a problem', async () => {
    const { problems } = await read({ 'serviceaccounts/drivers/default': new KubeError('Forbidden', 'no') });
    expect(problems).toMatchObject([{ kind: 'Forbidden', origin: 'ServiceAccount drivers/default' }]);
  });

  test('with a thousand secrets costs a bounded number of reads', async () => {
    const imagePullSecrets = Array.from({ length: 1_000 }, (_, i) => ({ name: `s${i}` }));
    const { reader, reads } = readerOver({ 'serviceaccounts/drivers/default': { imagePullSecrets } });
    await reader.readServiceAccount('drivers', 'default', 0);
    expect(reads.length).toBeLessThanOrEqual(17);
  });
});

describe('the cache', () => {
  const setUp = () => readerOver({ [PATH]: pullSecret(['quay.io', 'robot']), 'secrets/drivers/other': pullSecret() });

  test('keeps an answer 60 s', async () => {
    const { reader, reads, clock } = setUp();
    for (const after of [0, 59_999]) {
      clock.time = NOON + after;
      await reader.readSecret('drivers', 'pull', 0);
    }
    expect(reads).toHaveLength(1);
    clock.time = NOON + 60_000;
    await reader.readSecret('drivers', 'pull', 0);
    expect(reads).toHaveLength(2);
  });

  test('reads again for a look that must be newer, and keeps that', async () => {
    const { reader, reads, clock } = setUp();
    await reader.readSecret('drivers', 'pull', 0);
    clock.time = NOON + 1_000;
    await reader.readSecret('drivers', 'pull', NOON + 1_000);
    await reader.readSecret('drivers', 'pull', NOON + 1_000);
    expect(reads).toHaveLength(2);
  });

  test('a newer look reads a service account’s secrets anew as well', async () => {
    const { reader, reads, clock } = readerOver({
      'serviceaccounts/drivers/default': { imagePullSecrets: [{ name: 'pull' }] },
      [PATH]: pullSecret(),
    });
    await reader.readServiceAccount('drivers', 'default', 0);
    clock.time = NOON + 1_000;
    await reader.readServiceAccount('drivers', 'default', NOON + 1_000);
    expect(reads).toEqual(['serviceaccounts/drivers/default', PATH, 'serviceaccounts/drivers/default', PATH]);
  });

  test('a clock set back does not keep it for ever', async () => {
    const { reader, reads, clock } = setUp();
    await reader.readSecret('drivers', 'pull', 0);
    clock.time = NOON - 86_400_000;
    await reader.readSecret('drivers', 'pull', 0);
    expect(reads).toHaveLength(2);
  });

  test('does not mix names or namespaces', async () => {
    const { reader, reads } = setUp();
    await reader.readSecret('drivers', 'pull', 0);
    await reader.readSecret('drivers', 'other', 0);
    await reader.readSecret('elsewhere', 'pull', 0);
    expect(reads).toHaveLength(3);
  });

  test('shares a read that is under way', async () => {
    const answer = deferred<object>();
    const { reader, reads } = readerOver({ [PATH]: () => answer.promise });
    const both = [reader.readSecret('drivers', 'pull', 0), reader.readSecret('drivers', 'pull', NOON)];
    answer.resolve(pullSecret(['quay.io', 'robot']));
    const [one, other] = await Promise.all(both);
    expect(reads).toHaveLength(1);
    expect(one).toBe(other);
  });

  test('does not keep a failure', async () => {
    const { reader, scripted } = readerOver({ [PATH]: new KubeError('Unreachable', 'away') });
    await expect(reader.readSecret('drivers', 'pull', 0)).rejects.toThrow('away');
    scripted.objects[PATH] = pullSecret(['quay.io', 'robot']);
    await expect(reader.readSecret('drivers', 'pull', 0)).resolves.toMatchObject({ problems: [] });
  });
});
