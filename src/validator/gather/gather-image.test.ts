import type { ImageAnswer } from '../../domain/image/answer';
import { foundAnswer, refusedAnswer } from '../../testing/builders';
import type { GatherScene } from '../../testing/gather-scene';
import { ACCOUNT, byHost, byUser, CLUSTER_SECRET, gatherScene, mirrors, SOURCE } from '../../testing/gather-scene';
import { pullSecret } from '../../testing/scripted-ports';
import { KubeError } from '../kube-error';

describe('the order of attempts', () => {
  test('mirrors, then the source; the first success ends it', async () => {
    const { evidence, looks } = await gatherScene({
      config: { mirrorRules: mirrors(false, 'a.example.net/org', 'b.example.net/org', 'c.example.net/org') },
      answer: byHost({ 'a.example.net': refusedAnswer('Unreachable'), 'b.example.net': foundAnswer() }),
    });
    expect(looks).toEqual(['a.example.net/org/kmod:1 as anonymous', 'b.example.net/org/kmod:1 as anonymous']);
    expect(evidence.attempts.map(({ isSource, answer }) => [isSource, answer?.kind])).toEqual([
      [false, 'Unreachable'],
      [false, 'Found'],
    ]);
  });

  test('the source is the last', async () => {
    const { looks } = await gatherScene({ config: { mirrorRules: mirrors(false, 'a.example.net/org') } });
    expect(looks).toEqual(['a.example.net/org/kmod:1 as anonymous', `${SOURCE} as anonymous`]);
  });

  test('NeverContactSource is kept', async () => {
    const { looks } = await gatherScene({ config: { mirrorRules: mirrors(true, 'a.example.net/org') } });
    expect(looks).toEqual(['a.example.net/org/kmod:1 as anonymous']);
  });
});

describe('whose credentials', () => {
  const objects = {
    'secrets/drivers/pull': pullSecret(['quay.io', 'own']),
    'secrets/drivers/account-pull': pullSecret(['quay.io', 'account']),
    [ACCOUNT]: { imagePullSecrets: [{ name: 'account-pull' }] },
    'serviceaccounts/drivers/driver': { imagePullSecrets: [{ name: 'pull' }] },
    [CLUSTER_SECRET]: pullSecret(['quay.io', 'cluster'], ['a.example.net', 'cluster']),
  };
  const answer = byUser({ anonymous: refusedAnswer('Unauthorized') });

  test('imageRepoSecret, and then not the service account’s', async () => {
    const { looks, reads } = await gatherScene({ objects, answer, resolved: { imageRepoSecret: 'pull' } });
    expect(looks).toEqual([`${SOURCE} as own`, `${SOURCE} as cluster`, `${SOURCE} as anonymous`]);
    expect(reads).not.toContain(ACCOUNT);
  });

  test('without it, those of the service account of KMM’s worker pods', async () => {
    const { looks } = await gatherScene({ objects, answer });
    expect(looks).toEqual([`${SOURCE} as account`, `${SOURCE} as cluster`, `${SOURCE} as anonymous`]);
  });

  test('which the Module may name', async () => {
    const { looks } = await gatherScene({ objects, answer, resolved: { serviceAccountName: 'driver' } });
    expect(looks[0]).toBe(`${SOURCE} as own`);
  });

  test('a mirror on another host gets the cluster pull secret only', async () => {
    const config = { mirrorRules: mirrors(true, 'a.example.net/org') };
    const withOwn = { ...objects, 'secrets/drivers/account-pull': pullSecret(['a.example.net', 'account']) };
    const { looks } = await gatherScene({ objects: withOwn, answer, config });
    expect(looks).toEqual(['a.example.net/org/kmod:1 as cluster', 'a.example.net/org/kmod:1 as anonymous']);
  });

  test('a mirror on the same host gets all', async () => {
    const { looks } = await gatherScene({ objects, answer, config: { mirrorRules: mirrors(true, 'quay.io/copy') } });
    expect(looks.slice(0, 2)).toEqual(['quay.io/copy/kmod:1 as account', 'quay.io/copy/kmod:1 as cluster']);
  });

  test('the longest path first, whoever it comes from', async () => {
    const own = {
      ...objects,
      [CLUSTER_SECRET]: pullSecret(['quay.io', 'cluster'], ['quay.io/org', 'cluster-org'], ['quay.io/other', 'no']),
    };
    const { looks } = await gatherScene({ objects: own, answer });
    expect(looks).toEqual(['cluster-org', 'account', 'cluster', 'anonymous'].map((user) => `${SOURCE} as ${user}`));
  });

  test('anonymous only if none matches', async () => {
    const { looks } = await gatherScene({
      objects: { [CLUSTER_SECRET]: pullSecret(['docker.io', 'cluster']) },
      answer,
    });
    expect(looks).toEqual([`${SOURCE} as anonymous`]);
  });
});

describe('every match is tried', () => {
  const objects = { [CLUSTER_SECRET]: pullSecret(['quay.io/org', 'first'], ['quay.io', 'second']) };
  const attemptWith = async (answers: Record<string, ImageAnswer>) => {
    const { evidence, reader } = await gatherScene({ objects, answer: byUser(answers) });
    const [attempt] = evidence.attempts;
    return {
      users: reader.requests.map(({ credential }) => credential?.username ?? 'anonymous'),
      kind: attempt?.answer?.kind,
      anonymousWorks: attempt?.anonymousWorks,
    };
  };
  const refused = refusedAnswer('Unauthorized');
  const forbidden = refusedAnswer('Forbidden');
  const absent = refusedAnswer('NotFound');

  test.each<[string, Record<string, ImageAnswer>, string[], string]>([
    ['the first finds it', { first: foundAnswer() }, ['first'], 'Found'],
    ['refused, then found', { first: refused, second: foundAnswer() }, ['first', 'second'], 'Found'],
    ['one who sees nothing, then found', { first: absent, second: foundAnswer() }, ['first', 'second'], 'Found'],
    ['refused, then absent', { first: refused, second: absent }, ['first', 'second'], 'NotFound'],
    ['absent, then refused: still absent', { first: absent, second: forbidden }, ['first', 'second'], 'NotFound'],
    [
      'refused twice: the last refusal',
      { first: refused, second: forbidden },
      ['first', 'second', 'anonymous'],
      'Forbidden',
    ],
    ['a registry that is away ends it', { first: refusedAnswer('Unreachable') }, ['first'], 'Unreachable'],
    [
      'absent, then away: nothing is known',
      { first: absent, second: refusedAnswer('ServerError') },
      ['first', 'second'],
      'ServerError',
    ],
  ])('%s', async (_case, answers, users, kind) => {
    expect(await attemptWith(answers)).toEqual({ users, kind, anonymousWorks: undefined });
  });

  test('after refusals, whether anonymous would have worked', async () => {
    expect(await attemptWith({ first: refused, second: refused, anonymous: foundAnswer() })).toEqual({
      users: ['first', 'second', 'anonymous'],
      kind: 'Unauthorized',
      anonymousWorks: true,
    });
  });

  test('where the credential came from that gave the answer', async () => {
    const { evidence } = await gatherScene({ objects, answer: byUser({ second: foundAnswer() }) });
    expect(evidence.attempts[0]?.credentialOrigin).toBe('Secret openshift-config/pull-secret');
  });
});

describe('secrets that cannot be used', () => {
  const problemsOf = async (scene: GatherScene) => {
    const { evidence } = await gatherScene(scene);
    return evidence.attempts.map(({ secretProblems }) => secretProblems.map(({ kind, origin }) => `${kind} ${origin}`));
  };

  test('the Module’s own missing one is a problem of the source, not of a mirror elsewhere', async () => {
    const config = { mirrorRules: mirrors(false, 'a.example.net/org') };
    expect(await problemsOf({ resolved: { imageRepoSecret: 'pull' }, config })).toEqual([
      [],
      ['Missing Secret drivers/pull'],
    ]);
  });

  test('outside OpenShift there is no cluster pull secret, and that is no problem', async () => {
    expect(await problemsOf({})).toEqual([[]]);
  });

  test('a cluster pull secret that we may not read is one for every attempt', async () => {
    const objects = { [CLUSTER_SECRET]: new KubeError('Forbidden', 'no') };
    const config = { mirrorRules: mirrors(false, 'a.example.net/org') };
    const expected = ['Forbidden Secret openshift-config/pull-secret'];
    expect(await problemsOf({ objects, config })).toEqual([expected, expected]);
  });

  test('an API server that is away is thrown', async () => {
    const objects = { [CLUSTER_SECRET]: new KubeError('Unreachable', 'away') };
    await expect(gatherScene({ objects })).rejects.toMatchObject({ kind: 'Unreachable' });
  });
});

test('an abort ends it with its reason', async () => {
  const abort = new AbortController();
  abort.abort(new Error('the inputs changed'));
  await expect(gatherScene({ signal: abort.signal })).rejects.toThrow('the inputs changed');
});
