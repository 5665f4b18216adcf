import { request } from 'undici';
import { startRegistry, type LocalRegistry } from '../control-plane/registry';
import { buildImage } from './build-image';
import { pushImage } from './push-image';

const login = { username: 'robot', password: 'secret' };
const platforms = ['amd64', 'arm64'].map((architecture) => ({
  platform: { os: 'linux', architecture },
  files: [{ path: 'opt/x.ko', content: Buffer.from(architecture) }],
}));

let open: LocalRegistry;
let restricted: LocalRegistry;

beforeAll(async () => {
  [open, restricted] = await Promise.all([startRegistry(), startRegistry({ auth: login })]);
});

afterAll(async () => {
  await Promise.all([open.stop(), restricted.stop()]);
});

async function get(path: string, accept: string): Promise<{ status: number; bytes: Buffer; type: unknown }> {
  const answer = await request(`http://${open.host}/v2/a/b/${path}`, { headers: { accept } });
  return {
    status: answer.statusCode,
    bytes: Buffer.from(await answer.body.arrayBuffer()),
    type: answer.headers['content-type'],
  };
}

test.each(['oci', 'docker'] as const)('a registry gives back what was pushed (%s)', async (flavour) => {
  const image = buildImage({ platforms, flavour });
  await pushImage({ url: `http://${open.host}` }, { repository: 'a/b', tag: flavour }, image);
  const top = await get(`manifests/${flavour}`, image.mediaType);
  expect(top).toEqual({ status: 200, bytes: image.manifests.at(-1)!.bytes, type: image.mediaType });
  for (const { digest, bytes, mediaType } of image.manifests) {
    expect(await get(`manifests/${digest}`, mediaType)).toMatchObject({ status: 200, bytes });
  }
  for (const { digest, bytes } of image.blobs) {
    expect(await get(`blobs/${digest}`, '*/*')).toMatchObject({ status: 200, bytes });
  }
});

test('without a tag it is there by digest only; pushing again changes nothing', async () => {
  const image = buildImage({ platforms: platforms.slice(0, 1) });
  const name = { repository: 'a/b' };
  await pushImage({ url: `http://${open.host}` }, name, image);
  await pushImage({ url: `http://${open.host}` }, name, image);
  expect(await get(`manifests/${image.digest}`, image.mediaType)).toMatchObject({ status: 200 });
  expect(await get('manifests/latest', image.mediaType)).toMatchObject({ status: 404 });
});

test('a registry with a password takes it from those who know it, others are told its answer', async () => {
  const image = buildImage({ platforms });
  const target = { url: `http://${restricted.host}` };
  await pushImage({ ...target, login }, { repository: 'a/b', tag: 'x' }, image);
  await expect(pushImage(target, { repository: 'a/b', tag: 'x' }, image)).rejects.toThrow(
    /answered 401 .*UNAUTHORIZED/,
  );
});
