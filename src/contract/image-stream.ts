import type { ImageStreamTag } from '../domain/release/cluster-release';
import type { KubeObject } from './kube-object';
import { objectsOf, textOf } from './raw-json';

interface RawImageStream extends KubeObject {
  spec?: { tags?: { name?: string; from?: { kind?: string; name?: string } }[] };
}

/** ImageStream → the images of its tags, as far as they are images and no other tags (release-payload.md §2.6). */
export function parseImageStreamTags(raw: KubeObject): ImageStreamTag[] {
  const { spec } = raw as RawImageStream;
  return objectsOf(spec?.tags)
    .filter(({ from }) => from?.kind === 'DockerImage')
    .map(({ name, from }) => ({ name: textOf(name), pullSpec: textOf(from?.name) }));
}
