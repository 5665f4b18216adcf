import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Logger } from '../ports';

/** Paths of two PEM files. */
export interface CertificateFiles {
  cert: string;
  key: string;
}

/** What a TLS server is made from. */
export interface ServingCertificate {
  cert: Buffer;
  key: Buffer;
  minVersion: 'TLSv1.2';
}

/** Reads both files. Throws when one cannot be read or they do not belong together. */
export function readCertificate({ cert, key }: CertificateFiles): ServingCertificate {
  const certificate = { cert: readFileSync(cert), key: readFileSync(key), minVersion: 'TLSv1.2' } as const;
  createSecureContext(certificate);
  return certificate;
}

/** Calls back with each new usable pair until the answer is called. A pair that is half written keeps the last one. */
export function watchCertificate(
  files: CertificateFiles,
  { pollMs, logger }: { pollMs: number; logger: Logger },
  onChange: (certificate: ServingCertificate) => void,
): () => void {
  const reload = (): void => {
    try {
      onChange(readCertificate(files));
      logger.info({ cert: files.cert }, 'the serving certificate was read again');
    } catch (error) {
      logger.warn({ err: error, cert: files.cert }, 'the new serving certificate cannot be used; the last one stays');
    }
  };
  // Secrets are mounted through symlinks that are swapped; polling by path sees that, inotify on the file does not.
  for (const file of [files.cert, files.key]) watchFile(file, { interval: pollMs, persistent: false }, reload);
  return () => {
    for (const file of [files.cert, files.key]) unwatchFile(file, reload);
  };
}
