import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContext } from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';

import { KubeError } from '../kube-error';
import type { Credential, KubeConfig, Pem } from './cluster-access';
import type { Timers } from './timers';

const MAX_REQUEST_CONNECTIONS = 32;
const CONNECT_TIMEOUT_MS = 10_000;
/** Below the 90 s after which Go servers close an idle connection. */
const KEEP_ALIVE_MS = 45_000;

/** One pool for each purpose. All speak HTTP/1.1: with HTTP/2, one watch would hold up what is behind it. */
export interface Pools {
  requests: Dispatcher;
  /** Watches have their own connections, so that they never take a request's place. */
  watches: Dispatcher;
  /** For requests with somebody else's credential: never presents our client certificate, which would win over a token. */
  callers: Dispatcher;
}

interface TlsMaterial {
  ca: string | undefined;
  certificate: string | undefined;
  key: string | undefined;
}

/** The connections to one API server. Follows changes of the certificate files: at each interval and when asked. */
export class Connections {
  private pools: Pools | undefined;
  private material = '';
  private checkedAt = -Infinity;
  private identity: Credential['clientCertificate'];
  private refreshing: Promise<boolean> | undefined;
  private closed = false;
  private readonly everMade = new Set<Dispatcher>();

  constructor(
    private readonly config: KubeConfig,
    private readonly timers: Timers,
    private readonly reloadIntervalMs: number,
  ) {}

  /** The pools for a credential. Throws KubeError when the TLS files cannot be used. */
  async current(credential: Credential): Promise<Pools> {
    const due = this.timers.monotonic() - this.checkedAt >= this.reloadIntervalMs;
    if (!this.closed && (!this.pools || due || this.identity !== credential.clientCertificate))
      await this.reload(credential);
    if (!this.pools) throw new KubeError('Unreachable', 'the client is closed');
    return this.pools;
  }

  /** Reads the TLS files again; true when they changed and new connections will be used. */
  async reload(credential: Credential): Promise<boolean> {
    this.refreshing ??= this.refresh(credential).finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  /** Ends every connection at once. */
  async close(): Promise<void> {
    this.closed = true;
    this.pools = undefined;
    await Promise.all([...this.everMade].map((pool) => pool.destroy()));
    this.everMade.clear();
  }

  private async refresh(credential: Credential): Promise<boolean> {
    const material = await this.readMaterial(credential).catch((error: unknown) => {
      // Files that are just being replaced must not interrupt what works.
      if (this.pools) return undefined;
      throw error;
    });
    this.checkedAt = this.timers.monotonic();
    this.identity = credential.clientCertificate;
    const fingerprint = JSON.stringify(material);
    if (this.closed || !material || fingerprint === this.material) return false;
    const retired = this.pools;
    this.pools = this.makePools(material);
    this.material = fingerprint;
    if (retired) this.retire(retired);
    return true;
  }

  private async readMaterial(credential: Credential): Promise<TlsMaterial> {
    const own = credential.clientCertificate;
    const configured = this.config.clientCertificate;
    return {
      ca: await readPem(this.config.ca),
      certificate: own?.certificate ?? (await readPem(configured?.certificate)),
      key: own?.key ?? (await readPem(configured?.key)),
    };
  }

  private makePools({ ca, certificate, key }: TlsMaterial): Pools {
    const trust = ca === undefined ? {} : { ca };
    const ours = secureContext({ ...trust, ...(certificate && key ? { cert: certificate, key } : {}) });
    const requests = this.makePool(ours, MAX_REQUEST_CONNECTIONS);
    const watches = this.makePool(ours, undefined);
    const callers = certificate ? this.makePool(secureContext(trust), MAX_REQUEST_CONNECTIONS) : requests;
    return { requests, watches, callers };
  }

  /** A context made once: parsing the authorities again for each connection costs more than the handshake. */
  private makePool(context: SecureContext, connections: number | undefined): Dispatcher {
    const tls = {
      secureContext: context,
      rejectUnauthorized: !this.config.skipVerify,
      timeout: CONNECT_TIMEOUT_MS,
      ...(this.config.serverName ? { servername: this.config.serverName } : {}),
    };
    const options = { allowH2: false, keepAliveTimeout: KEEP_ALIVE_MS, connections: connections ?? null };
    const pool = this.config.proxyUrl
      ? new ProxyAgent({ ...options, uri: this.config.proxyUrl, requestTls: tls })
      : new Agent({ ...options, connect: tls });
    this.everMade.add(pool);
    return pool;
  }

  /** Lets running requests and watches end on the old connections. */
  private retire(pools: Pools): void {
    for (const pool of new Set(Object.values(pools) as Dispatcher[])) {
      void pool.close().then(
        () => this.everMade.delete(pool),
        () => this.everMade.delete(pool),
      );
    }
  }
}

async function readPem(pem: Pem | undefined): Promise<string | undefined> {
  if (!pem) return undefined;
  if ('pem' in pem) return pem.pem;
  try {
    return await readFile(pem.file, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new KubeError('CertificateUntrusted', `TLS file ${pem.file} cannot be read: ${code}`, { cause });
  }
}

function secureContext(options: { ca?: string; cert?: string; key?: string }): SecureContext {
  try {
    return createSecureContext(options);
  } catch (cause) {
    throw new KubeError(
      'CertificateUntrusted',
      'the certificate authority, client certificate or key is not usable PEM',
      {
        cause,
      },
    );
  }
}
