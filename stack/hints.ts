import { relative } from 'node:path';
import { DEMO_KERNEL, DEMO_PREFLIGHT, DEMO_RELEASE } from './demo/demo-module';
import type { StackFile } from './stack-file';

/** What can be done with the running demo, as lines to type in the folder `cwd`. */
export function printHints(stack: StackFile, cwd: string): string {
  const path = (file: string) => relative(cwd, file) || file;
  const { admin, fewRights } = stack.kubeconfigs;
  const sections: [string, string[]][] = [
    ...browserSection(stack),
    [
      'Look (kubectl or oc, in another terminal)',
      [
        `export KUBECONFIG=${path(admin)}`,
        'kubectl get pfvo,pfr',
        'kubectl get mpr -A',
        'kubectl describe mpr -n storage -l kmm-preflight.io/module=block-cache',
        `kubectl wait preflightreport/${DEMO_PREFLIGHT} --for=condition=Completed`,
        `kubectl get mpr -n gpu --kubeconfig ${path(fewRights)}   # sees this namespace only`,
      ],
    ],
    ['Look without kubectl', curlLines(stack, path)],
    ['From an update to its kernels (the TOKEN of above)', releaseLines(stack)],
    ['Try, and see the rows turn green', tryLines(stack)],
  ];
  const text = sections.map(([title, lines]) => `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`).join('\n');
  return `${text}\nLog of the validator: ${path(stack.validator.logFile)}\nAddresses and tokens: ${path(stack.file)}\n`;
}

function browserSection({ console: running }: StackFile): [string, string[]][] {
  if (!running) return [];
  const lines = [`${running.admin}   as administrator`, `${running.fewRights}   as a user of the namespace gpu`];
  return [['Open in a browser', lines]];
}

function curlLines({ apiServer, validator, file }: StackFile, path: (file: string) => string): string[] {
  return [
    `TOKEN=$(node -p 'JSON.parse(fs.readFileSync("${path(file)}")).tokens.admin')`,
    `curl --cacert ${path(apiServer.caFile)} -H "Authorization: Bearer $TOKEN" ${apiServer.url}/apis/kmm-preflight.io/v1alpha1/preflightreports/${DEMO_PREFLIGHT}`,
    `curl -H "Authorization: Bearer $TOKEN" ${validator.metricsUrl}/metrics`,
  ];
}

function releaseLines({ validator }: StackFile): string[] {
  const curl = 'curl -H "Authorization: Bearer $TOKEN"';
  return [
    `${curl} ${validator.apiUrl}/api/v1/info`,
    `${curl} ${validator.apiUrl}/api/v1/releases   # where the cluster is and may go`,
    `${curl} ${validator.apiUrl}/api/v1/releases/resolve -H 'Content-Type: application/json' -d '${JSON.stringify({ version: DEMO_RELEASE })}'`,
  ];
}

function tryLines({ registries }: StackFile): string[] {
  const patch = (module: string, type: string, body: unknown) =>
    `kubectl patch module ${module} --type=${type} -p '${JSON.stringify(body)}'`;
  const regexp = {
    op: 'replace',
    path: '/spec/moduleLoader/container/kernelMappings/0/regexp',
    value: '^5\\..*\\.x86_64$',
  };
  return [
    '# push the missing image; it is found within half a minute, or at once when asked for',
    `node --import tsx stack/push.ts ${registries.hosts.open}/storage/block-cache:${DEMO_KERNEL}`,
    'kubectl annotate module block-cache -n storage --overwrite kmm-preflight.io/recheck-requested-at=$(date -u +%FT%TZ)',
    '# name the pull secret that has the right password',
    patch('nvme-offload -n storage', 'merge', { spec: { imageRepoSecret: { name: 'registry-login' } } }),
    '# write the expression in RE2 syntax',
    patch('nic-sriov -n network', 'json', [regexp]),
    '# add the missing platform to an image',
    `node --import tsx stack/push.ts ${registries.hosts.open}/gpu/video-encoder:${DEMO_KERNEL} --architectures amd64,arm64`,
  ];
}
