import english from '../../../locales/en/plugin__kmm-preflight.json';
import { REASONS } from '../../domain/preflight/reason';
import { checkTitle, reasonWords } from './reason-words';

const t = (key: string): string => (english as Record<string, string>)[key] ?? `not translated: ${key}`;

describe('reasonWords', () => {
  it.each(Object.entries(REASONS))('explains %s', (reason, { status, retry }) => {
    const { title, meaning, remedy } = reasonWords(reason, t);
    expect(`${title} ${meaning} ${remedy ?? ''}`).not.toContain('not translated');
    expect(title).not.toBe(reason);
    expect(meaning).toMatch(/\.$/);
    // A registry that asks to wait leaves nothing to do but that.
    const hasRemedy = status === 'Failure' || (retry === 'backoff' && reason !== 'RegistryRateLimited');
    expect(remedy !== undefined).toBe(hasRemedy);
  });

  it('has no two reasons with one title', () => {
    const titles = Object.keys(REASONS).map((reason) => reasonWords(reason, t).title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it.each(['VermagicMismatch', 'constructor', ''])('shows the unknown reason %j by its name', (reason) => {
    expect(reasonWords(reason, t)).toEqual({ title: reason, meaning: '' });
  });
});

describe('checkTitle', () => {
  it.each([
    ['KernelMapping', 'Kernel mapping'],
    ['Platform', 'Architecture'],
    ['Vermagic', 'Vermagic'],
    ['toString', 'toString'],
  ])('of %s is %s', (name, title) => {
    expect(checkTitle(name, t)).toBe(title);
  });
});
