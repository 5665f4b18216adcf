import { printHints } from './hints';
import type { StackFile } from './stack-file';

const stack: StackFile = {
  file: '/checkout/stack/.run/stack.json',
  pid: 1,
  apiServer: { url: 'https://127.0.0.1:1', caFile: '/checkout/stack/.run/ca.crt' },
  kubeconfigs: { admin: '/checkout/stack/.run/admin.kubeconfig', fewRights: '/f', viewer: '/v' },
  tokens: { admin: 'admin-token', fewRights: 'few-token', viewer: 'viewer-token' },
  validator: {
    apiUrl: 'http://127.0.0.1:2',
    metricsUrl: 'http://127.0.0.1:3',
    logFile: '/checkout/stack/.run/validator.log',
  },
  registries: {
    hosts: { open: '127.0.0.1:4', private: '127.0.0.1:5', mirror: '127.0.0.1:6' },
    privateLogin: { username: 'robot', password: 'secret-word' },
  },
  pids: {},
};

test('paths are those of the folder where the lines are typed', () => {
  const hints = printHints(stack, '/checkout');
  expect(hints).toContain('  export KUBECONFIG=stack/.run/admin.kubeconfig\n');
  expect(hints).toContain(
    '  curl --cacert stack/.run/ca.crt -H "Authorization: Bearer $TOKEN" https://127.0.0.1:1/apis/',
  );
  expect(hints).toContain('  kubectl wait preflightreport/4.22.3-amd64 --for=condition=Completed\n');
});

test('a JSON patch stays JSON inside the quotes of a shell', () => {
  const patch = /patch module nic-sriov .* -p '(.*)'/.exec(printHints(stack, '/checkout'))?.[1];
  expect(JSON.parse(patch ?? '')).toEqual([
    { op: 'replace', path: '/spec/moduleLoader/container/kernelMappings/0/regexp', value: '^5\\..*\\.x86_64$' },
  ]);
});

test('the way from an update to its kernels is there to be typed, with a body that is JSON', () => {
  const hints = printHints(stack, '/checkout');
  expect(hints).toContain('  curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:2/api/v1/info\n');
  const body = /\/api\/v1\/releases\/resolve .* -d '(.*)'/.exec(hints)?.[1];
  expect(JSON.parse(body ?? '')).toEqual({ version: '4.22.3' });
});

test('the console’s two addresses come first, when there is one', () => {
  const console = { admin: 'http://127.0.0.1:7', fewRights: 'http://127.0.0.1:8', plugin: 'http://127.0.0.1:9' };
  expect(printHints({ ...stack, console }, '/checkout')).toMatch(
    /^Open in a browser\n {2}http:\/\/127.0.0.1:7 .*\n {2}http:\/\/127.0.0.1:8 /,
  );
  expect(printHints(stack, '/checkout')).not.toContain('browser');
});

test('no token and no password is shown', () => {
  expect(printHints(stack, '/checkout')).not.toMatch(/admin-token|few-token|viewer-token|secret-word/);
});
