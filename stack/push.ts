import { parseArgs } from 'node:util';
import type { Reference } from '../src/domain/image/reference';
import { parseReference } from '../src/domain/image/reference';
import type { GoArchitecture } from '../src/domain/kernel/kernel-target';
import { buildDriverImage } from './demo/driver-image';
import { DEMO_KERNEL } from './demo/demo-module';
import { selectPushTarget, type RegistryHosts, type RegistryName } from './demo/registries';
import { pushImage } from './images/push-image';
import { readRunningStack, RUN_FOLDER } from './stack-file';

const USAGE = 'node --import tsx stack/push.ts <registry>/<repository>:<tag> [--architectures amd64,arm64]';
const ARCHITECTURES: readonly GoArchitecture[] = ['amd64', 'arm64', 'ppc64le', 's390x'];

/** Pushes a module image to a registry of the running stack; prints the reference with its digest. Throws one line for people. */
export async function pushDriverImage(args: string[], runFolder: string): Promise<string> {
  const { reference, architectures } = parsePushArguments(args);
  const stack = await readRunningStack(runFolder);
  if (!stack) throw new Error('no stack runs; start it with npm start');
  const registry = findRegistry(stack.registries.hosts, reference.registry);
  const module = (reference.repository.split('/').at(-1) ?? '').replaceAll('-', '_');
  const image = buildDriverImage({ module, kernel: DEMO_KERNEL, architectures });
  const { repository, tag } = reference;
  await pushImage(
    selectPushTarget(stack.registries, registry),
    { repository, ...(tag !== undefined && { tag }) },
    image,
  );
  return `${reference.registry}/${repository}${tag === undefined ? '' : `:${tag}`}@${image.digest}`;
}

function parsePushArguments(args: string[]): { reference: Reference; architectures: GoArchitecture[] } {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { architectures: { type: 'string', default: 'amd64' } },
  });
  const [text, ...more] = positionals;
  if (text === undefined || more.length > 0) throw new Error(`usage: ${USAGE}`);
  const reference = parseReference(text);
  if (!reference.ok) throw new Error(reference.message);
  if (reference.value.digest !== undefined) throw new Error('a digest comes from the image; name a tag instead');
  const wished = values.architectures.split(',');
  const architectures = ARCHITECTURES.filter((architecture) => wished.includes(architecture));
  if (architectures.length !== wished.length) {
    throw new Error(
      `--architectures: ${JSON.stringify(values.architectures)} is no list of ${ARCHITECTURES.join(', ')}`,
    );
  }
  return { reference: reference.value, architectures };
}

function findRegistry(hosts: RegistryHosts, host: string): RegistryName {
  const found = (Object.keys(hosts) as RegistryName[]).find((name) => hosts[name] === host);
  if (found === undefined) {
    const known = Object.entries(hosts).map(([name, own]) => `${own} (${name})`);
    throw new Error(`${host} is no registry of the stack; there are ${known.join(', ')}`);
  }
  return found;
}

if (require.main === module) {
  pushDriverImage(process.argv.slice(2), RUN_FOLDER).then(
    (pushed) => process.stdout.write(`pushed ${pushed}\n`),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    },
  );
}
