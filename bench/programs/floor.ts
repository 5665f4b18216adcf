import { createSecureContext } from 'node:tls';
import { Pool } from 'undici';
import { readProcessCost } from '../process-cost';
import { fail, finish, floorReportName, MODULE_NAME, readProgramInput, type ProgramInput } from './program-input';

/**
 * The least that anybody must do: list the Modules, ask the registry for each image's manifest and configuration, and if
 * told, write one report each. No cache, no verification, no judgement, no error handling.
 */
const PAGE = 500;
const ACCEPT =
  'application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, ' +
  'application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json';

interface ListedModule {
  metadata: { namespace: string; name: string };
  spec: { moduleLoader: { container: { kernelMappings: { containerImage: string }[] } } };
}

interface Wanted {
  namespace: string;
  name: string;
  image: string;
}

async function main(input: ProgramInput): Promise<void> {
  const startedAt = performance.now();
  const api = connect(input.server, input.caPem, input.writeConnections ?? 1);
  const wanted = await listImages(api, input);
  const listMs = performance.now() - startedAt;
  const registry = connect(`https://${input.registryHost}`, input.registryCaPem, input.concurrency);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let module = wanted[next++]; module; module = wanted[next++]) {
      await lookAtImage(registry, module.image);
      if (input.reportTemplate !== undefined) await writeReport(api, input, module);
    }
  };
  await Promise.all(Array.from({ length: input.concurrency }, worker));
  finish({ ms: performance.now() - startedAt, listMs, modules: wanted.length, ...readProcessCost(process.pid) });
}

function connect(origin: string, ca: string, connections: number): Pool {
  return new Pool(origin, { connections, connect: { secureContext: createSecureContext({ ca }) } });
}

async function listImages(api: Pool, { token, kernelVersion }: ProgramInput): Promise<Wanted[]> {
  const wanted: Wanted[] = [];
  let more = '';
  do {
    const path = `/apis/kmm.sigs.x-k8s.io/v1beta1/modules?limit=${PAGE}${more}`;
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const { body } = await api.request({ method: 'GET', path, headers });
    const page = (await body.json()) as { items: ListedModule[]; metadata: { continue?: string } };
    for (const { metadata, spec } of page.items) {
      const template = spec.moduleLoader.container.kernelMappings.at(-1)?.containerImage ?? '';
      const image = template.replace('${KERNEL_FULL_VERSION}', kernelVersion);
      wanted.push({ namespace: metadata.namespace, name: metadata.name, image });
    }
    more = page.metadata.continue ? `&continue=${page.metadata.continue}` : '';
  } while (more !== '');
  return wanted;
}

async function lookAtImage(registry: Pool, image: string): Promise<void> {
  const [, repository = '', tag = ''] = /^[^/]+\/(.+):([^:]+)$/.exec(image) ?? [];
  const manifest = (await fetchJson(registry, `/v2/${repository}/manifests/${tag}`)) as { config: { digest: string } };
  await fetchJson(registry, `/v2/${repository}/blobs/${manifest.config.digest}`);
}

async function fetchJson(registry: Pool, path: string): Promise<unknown> {
  const { statusCode, body } = await registry.request({ method: 'GET', path, headers: { accept: ACCEPT } });
  if (statusCode !== 200) throw new Error(`the registry answered ${statusCode} to ${path}`);
  return body.json();
}

async function writeReport(api: Pool, input: ProgramInput, { namespace, name }: Wanted): Promise<void> {
  const collection = `/apis/kmm-preflight.io/v1alpha1/namespaces/${namespace}/modulepreflightreports`;
  const { statusCode, body } = await api.request({
    method: 'PATCH',
    path: `${collection}/${floorReportName(name)}?fieldManager=kmm-preflight-bench-floor&force=true`,
    headers: { authorization: `Bearer ${input.token}`, 'content-type': 'application/apply-patch+yaml' },
    body: (input.reportTemplate ?? '').replaceAll(MODULE_NAME, name),
  });
  const answer = await body.text();
  if (statusCode >= 300) throw new Error(`the API server answered ${statusCode}: ${answer.slice(0, 500)}`);
}

main(readProgramInput()).catch(fail);
