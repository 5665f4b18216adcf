import * as fake from './fake-sdk';

describe('the stand-in for the console', () => {
  it('has the exports of the real door, with their types', () => {
    const door: typeof import('../console/sdk') = fake;
    expect(Object.keys(door)).toEqual(expect.arrayContaining(['useWatchedResource', 'useAccess', 'PageTabs']));
  });
});
