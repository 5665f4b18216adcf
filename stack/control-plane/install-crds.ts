import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expectOk, type ApiAnswer, type ApiCall } from './api-caller';
import { waitUntil } from './wait-until';

/** Which kinds to install; each is true unless told. */
export interface CrdSelection {
  /** Module, PreflightValidationOCP and PreflightValidation. */
  kmm?: boolean;
  /** Cluster configuration, MachineConfigPool, Build and ImageStream. */
  openshift?: boolean;
  /** The product's reports. */
  ours?: boolean;
}

interface Crd {
  metadata: { name: string };
  spec: { group: string; names: { plural: string }; versions: { name: string; served: boolean }[] };
}

type CallsApi = { call(call: ApiCall): Promise<ApiAnswer> };

const STACK_CRDS = join(__dirname, '..', 'crds');
const OWN_CRDS = join(__dirname, '..', '..', 'charts', 'kmm-preflight', 'files', 'crds');
const KMM_GROUP = 'kmm.sigs.x-k8s.io';

/**
 * Applies the CRDs and waits until every one is established and its objects can be listed. Doing it again changes nothing.
 * The API server itself holds back a create for 2 s when the kind was established less than 2 s ago.
 */
export async function installCrds(controlPlane: CallsApi, selection: CrdSelection = {}): Promise<void> {
  const { kmm = true, openshift = true, ours = true } = selection;
  const foreign = (kmm || openshift ? await readCrds(STACK_CRDS) : []).filter(({ spec }) =>
    spec.group === KMM_GROUP ? kmm : openshift,
  );
  const own = ours ? await readCrds(OWN_CRDS) : [];
  await Promise.all([...foreign, ...own].map((crd) => installCrd(controlPlane, crd)));
}

async function readCrds(folder: string): Promise<Crd[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  return Promise.all(names.map(async (name) => parse(await readFile(join(folder, name), 'utf8')) as Crd));
}

async function installCrd({ call }: CallsApi, crd: Crd): Promise<void> {
  const { name } = crd.metadata;
  const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`;
  const applied = await call({
    method: 'PATCH',
    path: `${path}?fieldManager=local-stack&force=true`,
    contentType: 'application/apply-patch+yaml',
    body: crd,
  });
  expectOk(applied);
  await waitUntil(`${name} is established`, () => isServed(call, path, crd));
}

/** Established comes a moment before the server answers for the kind, so both are asked. */
async function isServed(call: CallsApi['call'], path: string, { spec }: Crd): Promise<boolean> {
  const { status } = expectOk<{ status?: { conditions?: { type: string; status: string }[] } }>(await call({ path }));
  const established = status?.conditions?.some(({ type, status: value }) => type === 'Established' && value === 'True');
  if (!established) return false;
  const served = spec.versions.filter((version) => version.served);
  const lists = served.map(({ name }) => call({ path: `/apis/${spec.group}/${name}/${spec.names.plural}?limit=1` }));
  return (await Promise.all(lists)).every((answer) => answer.status === 200);
}
