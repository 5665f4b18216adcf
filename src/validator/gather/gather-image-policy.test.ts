import { printReference } from '../../domain/image/reference';
import type { ResolvedModule } from '../../domain/kmm/resolve-module';
import { referenceOf } from '../../testing/builders';
import { gatherScene, mirrors, SOURCE } from '../../testing/gather-scene';
import type { ScriptedImageReader } from '../../testing/scripted-ports';
import type { RegistryConfig } from './registry-config';

describe('the Image config', () => {
  const gatherWith = (
    policy: Partial<RegistryConfig['policy']>,
    more: Partial<RegistryConfig> = {},
    resolved: Partial<ResolvedModule> = {},
  ) => gatherScene({ config: { policy: { allowed: [], blocked: [], insecure: [], ...policy }, ...more }, resolved });

  test('a blocked registry is not contacted', async () => {
    const { evidence, looks } = await gatherWith({ blocked: ['quay.io'] });
    expect(looks).toEqual([]);
    expect(evidence.attempts).toEqual([
      { reference: referenceOf(SOURCE), isSource: true, blockedBy: 'blockedRegistries (quay.io)', secretProblems: [] },
    ]);
  });

  test('a blocked source may still come from a mirror', async () => {
    const { looks } = await gatherWith({ blocked: ['quay.io'] }, { mirrorRules: mirrors(false, 'a.example.net/org') });
    expect(looks).toEqual(['a.example.net/org/kmod:1 as anonymous']);
  });

  test('a source that is not allowed does not come from a mirror either', async () => {
    const { evidence, looks } = await gatherWith(
      { allowed: ['a.example.net'] },
      { mirrorRules: mirrors(false, 'a.example.net/org') },
    );
    expect(looks).toEqual([]);
    expect(evidence.attempts.map(({ blockedBy }) => blockedBy)).toEqual(['allowedRegistries', 'allowedRegistries']);
  });

  test('a mirror need not be allowed', async () => {
    const { looks } = await gatherWith({ allowed: ['quay.io'] }, { mirrorRules: mirrors(false, 'a.example.net/org') });
    expect(looks).toHaveLength(2);
  });

  const transportsOf = ({ reader }: { reader: ScriptedImageReader }) =>
    reader.requests.map(({ reference, transport }) => [
      printReference(reference).split('/')[0],
      transport.plainHttp,
      transport.skipTLSVerify,
    ]);

  test('an insecure registry is spoken to without TLS, others with', async () => {
    const gathered = await gatherWith(
      { insecure: ['a.example.net'] },
      { mirrorRules: mirrors(false, 'a.example.net/org') },
    );
    expect(transportsOf(gathered)).toEqual([
      ['a.example.net', true, true],
      ['quay.io', false, false],
    ]);
  });

  test.each([
    [{ insecure: true }, true, true],
    [{ insecureSkipTLSVerify: true }, false, true],
    [{}, false, false],
  ])('registryTLS %j is for the Module’s host only', async (registryTLS, plainHttp, skipTLSVerify) => {
    const gathered = await gatherWith({}, { mirrorRules: mirrors(false, 'a.example.net/org') }, { registryTLS });
    expect(transportsOf(gathered)).toEqual([
      ['a.example.net', false, false],
      ['quay.io', plainHttp, skipTLSVerify],
    ]);
  });

  test.each<[string, ResolvedModule['registryTLS'], Partial<RegistryConfig>, boolean]>([
    ['relaxed, nodes verify', { insecure: true }, {}, true],
    ['relaxed, nodes too', { insecure: true }, { policy: { allowed: [], blocked: [], insecure: ['quay.io'] } }, false],
    ['relaxed, nodes have its CA', { insecureSkipTLSVerify: true }, { trustedHosts: new Set(['quay.io']) }, false],
    ['not relaxed', { insecure: false }, {}, false],
    ['absent', undefined, {}, false],
  ])('W26: registryTLS %s', async (_case, registryTLS, config, ignored) => {
    const { evidence } = await gatherScene({ config, resolved: registryTLS ? { registryTLS } : {} });
    expect(evidence.registryTLSIgnoredByNodes).toBe(ignored);
  });
});
