import { request } from 'undici';
import type { BuiltImage } from './build-image';

/** A registry to push to. */
export interface PushTarget {
  /** `http://127.0.0.1:5000`, without a slash at the end. */
  url: string;
  /** Sent with every request as Basic authentication. */
  login?: { username: string; password: string };
}

const CREATED = 201;

/**
 * Pushes an image: blobs that the registry lacks, then manifests by digest, then the last one under the tag if there is
 * one (OCI distribution specification, "Push"). Throws with the registry's answer when it refuses.
 */
export async function pushImage(
  target: PushTarget,
  name: { repository: string; tag?: string },
  image: BuiltImage,
): Promise<void> {
  const registry = new PushSession(target, name.repository);
  await Promise.all(image.blobs.map(({ digest, bytes }) => registry.pushBlob(digest, bytes)));
  for (const { digest, bytes, mediaType } of image.manifests) await registry.pushManifest(digest, bytes, mediaType);
  const top = image.manifests.at(-1);
  if (name.tag !== undefined && top) await registry.pushManifest(name.tag, top.bytes, top.mediaType);
}

class PushSession {
  constructor(
    private readonly target: PushTarget,
    private readonly repository: string,
  ) {}

  async pushBlob(digest: string, bytes: Buffer): Promise<void> {
    const known = await this.send('HEAD', this.url(`blobs/${digest}`));
    if (known.statusCode === 200) return;
    const upload = await this.send('POST', this.url('blobs/uploads/'));
    const location = upload.headers.location;
    if (typeof location !== 'string') throw new Error(describe('an upload', upload));
    const url = new URL(location, this.target.url);
    url.searchParams.set('digest', digest);
    await this.put(url.href, bytes, 'application/octet-stream');
  }

  async pushManifest(reference: string, bytes: Buffer, mediaType: string): Promise<void> {
    await this.put(this.url(`manifests/${reference}`), bytes, mediaType);
  }

  private async put(url: string, body: Buffer, contentType: string): Promise<void> {
    const answer = await this.send('PUT', url, body, contentType);
    if (answer.statusCode !== CREATED) throw new Error(describe(url, answer));
  }

  private async send(
    method: 'HEAD' | 'POST' | 'PUT',
    url: string,
    body?: Buffer,
    contentType?: string,
  ): Promise<Answer> {
    const { login } = this.target;
    const basic = login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
    const answer = await request(url, {
      method,
      headers: { ...(basic && { authorization: basic }), ...(contentType && { 'content-type': contentType }) },
      ...(body && { body }),
    });
    // The body is read at once, so that the connection is free again whatever becomes of the answer.
    return { statusCode: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  }

  private url(path: string): string {
    return `${this.target.url}/v2/${this.repository}/${path}`;
  }
}

interface Answer {
  statusCode: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

function describe(what: string, { statusCode, text }: Answer): string {
  return `the registry answered ${statusCode} to ${what}: ${text.slice(0, 500)}`;
}
