import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import type { ModuleRow } from '../../../../contract/module-row';
import { parseModule } from '../../../../contract/module';
import { parseModuleVerdict } from '../../../../contract/module-verdict';
import { rawModule, rawReport } from '../../../testing/objects';
import { remedyCommand } from './remedy-command';

function command(reason: string, image?: string, status = 'Failure'): string | undefined {
  const report = rawReport('p', 'kmod', {
    status,
    reason,
    ...(image !== undefined && { image: { reference: image } }),
  });
  const verdict = parseModuleVerdict(report);
  const row: ModuleRow = { namespace: 'drivers', name: 'kmod', standing: 'failed', outdated: false };
  return remedyCommand({ ...row, module: parseModule(rawModule('kmod')), ...(verdict && { verdict }) }, { name: 'p' });
}

describe('remedyCommand', () => {
  it.each([
    ['ImageNotFound', 'podman push quay.io/a/b:1'],
    ['MappingNotFound', 'oc edit modules.kmm.sigs.x-k8s.io -n drivers kmod'],
    ['KernelVersionInvalid', 'oc edit preflightvalidationsocp p'],
    ['CertificateUntrusted', 'oc edit image.config.openshift.io cluster'],
    ['BuildFailed', 'oc get builds -n drivers'],
    [
      'PullSecretMissing',
      'oc create secret docker-registry -n drivers pull --docker-server=quay.io --docker-username=USER --docker-password=PASSWORD',
    ],
  ])('for %s', (reason, expected) => {
    expect(command(reason, 'quay.io/a/b:1')).toBe(expected);
  });

  it('has none where there is nothing to do, or nothing to name', () => {
    expect(command('ImageVerified', 'quay.io/a/b:1', 'Success')).toBeUndefined();
    expect(command('RegistryRateLimited', 'quay.io/a/b:1')).toBeUndefined();
    expect(command('ImageNotFound')).toBeUndefined();
    expect(command('VermagicMismatch', 'quay.io/a/b:1')).toBeUndefined();
  });

  it.each(["x'; rm -rf ~; '", '$(id)', '`id`', 'a b', '--privileged', '"', '\\', 'x\n\nid'])(
    'gives a shell %j as one word',
    (image) => {
      const line = command('ImageNotFound', image) ?? '';
      const words = execFileSync('/bin/sh', ['-c', `podman() { printf '%s\\0' "$@"; }; ${line}`], { encoding: 'utf8' });
      expect(words.split('\0')).toEqual(['push', image.replaceAll('\n', ''), '']);
    },
  );

  it('has no control character, whatever the image is called', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (image) => {
        expect(command('ImageNotFound', image)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
