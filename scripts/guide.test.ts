import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REASONS } from '../src/domain/preflight/reason';

/** Reasons of the node check and of own builds, which nothing gives before those exist. */
const NOT_GIVEN_YET = new Set([
  'NodeCheckRunning',
  'NodeCheckTimedOut',
  'BuildPending',
  'BuildInputMissing',
  'DtkImageUnknown',
  'BuildApiMissing',
  'BuildForbidden',
  'SignInputMissing',
  'SignFailed',
  'PushFailed',
]);

describe('docs/guide/reasons.md', () => {
  const guide = readFileSync(join(__dirname, '..', 'docs', 'guide', 'reasons.md'), 'utf8');

  it.each(Object.keys(REASONS).filter((reason) => !NOT_GIVEN_YET.has(reason)))('explains %s', (reason) => {
    expect(guide).toContain(`| \`${reason}\` |`);
  });
});
