import { isIP } from 'node:net';
import { generate } from 'selfsigned';

/** A key and a self-signed certificate in PEM; the certificate is its own CA. */
export interface TestCertificate {
  key: string;
  cert: string;
}

const DAY_MS = 86_400_000;

/** Makes a certificate for these names and addresses, valid from yesterday to tomorrow, or until an hour ago if `expired`. */
export async function createTestCertificate(
  names: string[],
  options: { expired?: boolean } = {},
): Promise<TestCertificate> {
  const now = Date.now();
  const pair = await generate([{ name: 'commonName', value: names[0] ?? 'test' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(options.expired === true ? now - 3_600_000 : now + DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name })),
      },
    ],
  });
  return { key: pair.private, cert: pair.cert };
}
