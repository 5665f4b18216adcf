/** What a request is for. */
export type RequestTarget = 'manifest' | 'head' | 'blob' | 'cdn' | 'token';

/** A way to misbehave. Everything that is not set stays right. */
export interface RegistryFault {
  /** Only these requests; without: all. */
  on?: RequestTarget;
  /** Only the first so many requests; without: all. */
  times?: number;
  delayMs?: number;
  /** Never answer. */
  hang?: boolean;
  /** Reset the connection instead of answering. */
  reset?: boolean;
  /** Answer with this status, and with `error` as the specification's JSON unless `body` is set. */
  status?: number;
  error?: { code: string; message: string };
  headers?: Record<string, string>;
  /** Send this instead of the content. */
  body?: string | Buffer;
  /** `null`: no Content-Type. */
  contentType?: string | null;
  /** `null`: no Docker-Content-Digest. */
  contentDigest?: string | null;
  /** Redirect here; `loop`: to the same URL again. */
  redirect?: string;
  ignoreRange?: boolean;
  /** Announce everything, send half, close. */
  truncate?: boolean;
  /** Stream so many bytes without announcing a length. */
  endlessBytes?: number;
}

/** An answer of a proxy or a login page instead of a registry's. */
export const HTML_PAGE: RegistryFault = {
  body: '<!DOCTYPE html><html>Sign in</html>',
  contentType: 'text/html; charset=utf-8',
};

/** An image of Docker before 1.10. */
export const SCHEMA1: RegistryFault = {
  body: JSON.stringify({ schemaVersion: 1, name: 'old', fsLayers: [] }),
  contentType: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
};

/** A flood: a gigabyte where some kilobytes are expected. */
export const ENDLESS: RegistryFault = { endlessBytes: 1024 ** 3 };

/** Faults by repository, or for all of them. */
export class FaultTable {
  private readonly faults: { repository: string | undefined; fault: RegistryFault; left: number }[] = [];

  /** A later fault comes before earlier ones; without a repository it is for all. */
  set(fault: RegistryFault, repository?: string): void {
    this.faults.unshift({ repository, fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.faults.length = 0;
  }

  /** The fault for one request; counts it down. */
  take(target: RequestTarget, repository: string | undefined): RegistryFault {
    const found = this.faults.find(
      (entry) =>
        entry.left > 0 &&
        (entry.repository === undefined || entry.repository === repository) &&
        (entry.fault.on === undefined || entry.fault.on === target),
    );
    if (found === undefined) return {};
    found.left -= 1;
    return found.fault;
  }
}
