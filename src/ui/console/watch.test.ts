import type { WatchState } from './watch';
import { judgeWatch } from './watch';

describe('judgeWatch', () => {
  const list = (loaded: boolean, error?: unknown, hasData = false): ReturnType<typeof judgeWatch> =>
    judgeWatch({ loaded, error, hasData }, false);

  it.each<[string, boolean, unknown, boolean, WatchState, boolean]>([
    ['nothing has come', false, undefined, false, 'loading', false],
    ['a list has come', true, undefined, true, 'ready', false],
    ['an empty list has come', true, undefined, false, 'ready', false],
    ['a list was refused, which is never loaded', false, { code: 403, message: 'no' }, false, 'forbidden', false],
    ['a right was taken away later', true, { code: 403, message: 'no' }, true, 'forbidden', false],
    ['the kind is not served', true, { message: 'Model does not exist' }, false, 'not-installed', false],
    ['the API server does not know the address', false, { code: 404, message: 'x' }, false, 'not-installed', false],
    ['the API server is away', false, { code: 503, message: 'x' }, false, 'error', false],
    ['the API server went away later', true, { code: 503, message: 'x' }, true, 'ready', true],
    ['the error is a mere text', false, 'Failed to fetch', false, 'error', false],
  ])('of a list when %s', (_name, loaded, error, hasData, state, lost) => {
    expect(list(loaded, error, hasData)).toMatchObject({ state, lost });
  });

  it('tells one object that is not there from a kind that is not there', () => {
    const error = { code: 404, message: 'not found' };
    expect(judgeWatch({ loaded: false, error, hasData: true }, true)).toMatchObject({
      state: 'not-found',
      lost: false,
    });
  });

  it('keeps the words of the API server', () => {
    expect(list(false, new Error('gone')).message).toBe('gone');
    expect(list(false, { code: 500 }).message).toBe('');
  });
});
