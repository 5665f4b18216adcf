import type { ImageAnswer } from '../../domain/image/answer';
import { aCredential, foundAnswer, IMAGE, NOON, referenceOf, refusedAnswer } from '../../testing/builders';
import { deferred, ManualClock, ScriptedImageReader } from '../../testing/scripted-ports';
import type { ImageRequest } from '../ports';
import { shareImageReader } from './shared-image-reader';

const TLS = { plainHttp: false, skipTLSVerify: false };
const ANY = { notBefore: 0, configVersion: 1 };

const request = (overrides: Partial<ImageRequest> = {}): ImageRequest => ({
  reference: referenceOf(IMAGE),
  credential: undefined,
  transport: TLS,
  signal: new AbortController().signal,
  ...overrides,
});

function setUp(answer: () => ImageAnswer | Promise<ImageAnswer> = () => foundAnswer()) {
  const clock = new ManualClock();
  const reader = new ScriptedImageReader(answer);
  const stop = new AbortController();
  return { clock, reader, stop, shared: shareImageReader(reader, clock, stop.signal) };
}

describe('sharing', () => {
  test('while a look is under way, however long that takes', async () => {
    const answer = deferred<ImageAnswer>();
    const { clock, reader, shared } = setUp(() => answer.promise);
    const looks = [shared.readImage(request(), ANY)];
    clock.time = NOON + 300_000;
    looks.push(shared.readImage(request(), ANY));
    answer.resolve(foundAnswer());
    expect(await Promise.all(looks)).toEqual([foundAnswer(), foundAnswer()]);
    expect(reader.requests).toHaveLength(1);
  });

  test.each([
    [30_000, 1],
    [30_001, 2],
    [-86_400_000, 2],
  ])('%i ms after it ended: %i looks', async (after, looks) => {
    const { clock, reader, shared } = setUp();
    await shared.readImage(request(), ANY);
    clock.time = NOON + after;
    await shared.readImage(request(), ANY);
    expect(reader.requests).toHaveLength(looks);
  });

  test('never with a look that began before it may, which is how a recheck asks', async () => {
    const { clock, reader, shared } = setUp();
    await shared.readImage(request(), ANY);
    clock.time = NOON + 10;
    await shared.readImage(request(), { ...ANY, notBefore: NOON + 10 });
    await shared.readImage(request(), { ...ANY, notBefore: NOON + 10 });
    expect(reader.requests).toHaveLength(2);
  });

  test('not even with one that is still under way', async () => {
    const answers = [deferred<ImageAnswer>(), deferred<ImageAnswer>()];
    let next = 0;
    const { clock, shared } = setUp(() => answers[next++]!.promise);
    const early = shared.readImage(request(), ANY);
    clock.time = NOON + 10;
    const late = shared.readImage(request(), { ...ANY, notBefore: NOON + 10 });
    answers[1]!.resolve(foundAnswer());
    answers[0]!.resolve(refusedAnswer('NotFound'));
    expect([(await early).kind, (await late).kind]).toEqual(['NotFound', 'Found']);
    // And whoever comes now gets the newer one.
    expect((await shared.readImage(request(), ANY)).kind).toBe('Found');
  });

  test.each<[string, Partial<ImageRequest>]>([
    ['another tag', { reference: referenceOf('registry.example.com/drivers/simple-kmod:other') }],
    ['a credential', { credential: aCredential() }],
    ['plain HTTP', { transport: { plainHttp: true, skipTLSVerify: false } }],
    ['no verification', { transport: { plainHttp: false, skipTLSVerify: true } }],
  ])('not with %s', async (_case, overrides) => {
    const { reader, shared } = setUp();
    await shared.readImage(request(), ANY);
    await shared.readImage(request(overrides), ANY);
    expect(reader.requests).toHaveLength(2);
  });

  test.each([{ username: 'other' }, { password: 'other' }, { identityToken: 'token' }])(
    'not between two rights: %j',
    async (difference) => {
      const { reader, shared } = setUp();
      await shared.readImage(request({ credential: aCredential() }), ANY);
      await shared.readImage(request({ credential: aCredential(difference) }), ANY);
      expect(reader.requests).toHaveLength(2);
    },
  );

  test('between two secrets that hold the same right', async () => {
    const { reader, shared } = setUp();
    await shared.readImage(request({ credential: aCredential() }), ANY);
    await shared.readImage(request({ credential: aCredential({ origin: 'another', key: 'another' }) }), ANY);
    expect(reader.requests).toHaveLength(1);
  });

  test('not across a change of the registry configuration, which may have brought the CA', async () => {
    const { reader, shared } = setUp();
    await shared.readImage(request(), ANY);
    await shared.readImage(request(), { ...ANY, configVersion: 2 });
    expect(reader.requests).toHaveLength(2);
  });
});

describe('abort', () => {
  test('of one who waits does not hurt another, even the first', async () => {
    const answer = deferred<ImageAnswer>();
    const { reader, shared } = setUp(() => answer.promise);
    const abort = new AbortController();
    const first = shared.readImage(request({ signal: abort.signal }), ANY);
    const second = shared.readImage(request(), ANY);
    abort.abort(new Error('the inputs changed'));
    await expect(first).rejects.toThrow('the inputs changed');
    answer.resolve(foundAnswer());
    await expect(second).resolves.toEqual(foundAnswer());
    expect(reader.requests[0]?.signal.aborted).toBe(false);
  });

  test('before the look: at once', async () => {
    const { shared } = setUp(() => deferred<ImageAnswer>().promise);
    await expect(shared.readImage(request({ signal: AbortSignal.abort(new Error('gone')) }), ANY)).rejects.toThrow(
      'gone',
    );
  });

  test('of everything reaches the look that is under way, and later ones', () => {
    const { reader, stop, shared } = setUp(() => deferred<ImageAnswer>().promise);
    void shared.readImage(request(), ANY);
    stop.abort(new Error('the validator stops'));
    void shared.readImage(request({ credential: aCredential() }), ANY);
    expect(reader.requests.map(({ signal }) => String(signal.reason))).toEqual([
      'Error: the validator stops',
      'Error: the validator stops',
    ]);
  });
});

test('a look that threw is not kept', async () => {
  let fails = true;
  const { shared } = setUp(() => (fails ? Promise.reject(new Error('stopped')) : foundAnswer()));
  await expect(shared.readImage(request(), ANY)).rejects.toThrow('stopped');
  fails = false;
  await expect(shared.readImage(request(), ANY)).resolves.toEqual(foundAnswer());
});
