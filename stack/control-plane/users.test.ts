import { createPrivateKey } from 'node:crypto';
import { parse } from 'yaml';
import { createServiceAccountKey, createTokens, printKubeconfig, printTokenFile } from './users';

it('every user has a token of its own, new each time', () => {
  const users = [{ name: 'a' }, { name: 'b' }];
  const [one, two] = [createTokens(users), createTokens(users)];
  expect(new Set([...Object.values(one), ...Object.values(two)]).size).toBe(4);
});

it('the token file quotes what has commas and quotes', () => {
  const users = [{ name: 'admin', groups: ['system:masters', 'b'] }, { name: 'odd "one", really' }];
  const lines = printTokenFile(users, { admin: 't1', 'odd "one", really': 't2' });
  expect(lines).toBe(
    '"t1","admin","uid-admin","system:masters,b"\n"t2","odd ""one"", really","uid-odd ""one"", really",""\n',
  );
});

it('the service account key is an EC key in the form that kube-apiserver reads', () => {
  const pem = createServiceAccountKey();
  expect(pem).toMatch(/^-----BEGIN EC PRIVATE KEY-----/);
  expect(createPrivateKey(pem).asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
});

it('a kubeconfig is YAML whose current context leads to server, CA and token', () => {
  const config = parse(printKubeconfig('https://127.0.0.1:1', 'the CA', 'viewer', 'secret')) as unknown;
  expect(config).toMatchObject({
    'current-context': 'viewer',
    contexts: [{ name: 'viewer', context: { cluster: 'local-stack', user: 'viewer' } }],
    clusters: [
      {
        name: 'local-stack',
        cluster: {
          server: 'https://127.0.0.1:1',
          'certificate-authority-data': Buffer.from('the CA').toString('base64'),
        },
      },
    ],
    users: [{ name: 'viewer', user: { token: 'secret' } }],
  });
});
