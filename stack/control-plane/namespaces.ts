import { expectOk, type ApiAnswer, type ApiCall } from './api-caller';

/** The ServiceAccounts that controllers of OpenShift put into every namespace, as far as pods and Builds need them. */
const SERVICE_ACCOUNTS = ['default', 'builder'];

/** Makes a namespace as a cluster would: no controller manager runs here, and without a ServiceAccount no pod is admitted. */
export async function createNamespace(
  controlPlane: { call(call: ApiCall): Promise<ApiAnswer> },
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<void> {
  expectOkOrThere(
    await controlPlane.call({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name, labels } } }),
  );
  for (const account of SERVICE_ACCOUNTS) {
    const path = `/api/v1/namespaces/${name}/serviceaccounts`;
    expectOkOrThere(await controlPlane.call({ method: 'POST', path, body: { metadata: { name: account } } }));
  }
}

function expectOkOrThere(answer: ApiAnswer): void {
  if (answer.status !== 409) expectOk(answer);
}
