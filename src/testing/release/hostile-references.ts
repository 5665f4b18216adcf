import type { ImageReferences, ReferenceTag } from './image-references';
import { printImageReferences } from './image-references';

const DTK = 'driver-toolkit';

/** Ways to write `image-references` wrong, by name. */
export const REFERENCES_TEXTS = {
  'kind-wrong': (references) => printImageReferences({ ...references, kind: 'ImageStreamList' }),
  'api-version-wrong': (references) => printImageReferences({ ...references, apiVersion: 'v1' }),
  'not-json': () => '<!DOCTYPE html><title>Sign in</title>\n',
  'json-truncated': (references) => printImageReferences(references).slice(0, 20_000),
  'json-bom': (references) => `\uFEFF${printImageReferences(references)}`,
  'dtk-absent': (references) => withTags(references, (tag) => (tag.name === DTK ? [] : [tag])),
  'dtk-twice': (references) => changeDtk(references, (tag) => [tag, { ...tag, from: dockerImage(otherDigest(tag)) }]),
  'from-missing': (references) => changeDtk(references, (tag) => [withoutFrom(tag)]),
  'from-image-stream-tag': (references) =>
    changeDtk(references, (tag) => [{ ...tag, from: { kind: 'ImageStreamTag', name: 'driver-toolkit:latest' } }]),
  'from-empty': (references) => changeDtk(references, (tag) => [{ ...tag, from: dockerImage('') }]),
  'from-tag': (references) =>
    changeDtk(references, (tag) => [{ ...tag, from: dockerImage(nameOf(tag).replace(/@.*/, ':latest')) }]),
  'from-port': (references) =>
    changeDtk(references, (tag) => [
      { ...tag, from: dockerImage(nameOf(tag).replace(/^[^@]*/, 'registry.example.com:5000/ocp/components')) },
    ]),
} satisfies Record<string, (references: ImageReferences) => string>;

function changeDtk(references: ImageReferences, change: (tag: ReferenceTag) => ReferenceTag[]): string {
  return withTags(references, (tag) => (tag.name === DTK ? change(tag) : [tag]));
}

function withTags(references: ImageReferences, change: (tag: ReferenceTag) => ReferenceTag[]): string {
  const { spec } = references;
  return printImageReferences({ ...references, spec: { ...spec, tags: spec.tags.flatMap(change) } });
}

function withoutFrom(tag: ReferenceTag): ReferenceTag {
  const { name, annotations, generation, importPolicy, referencePolicy } = tag;
  return { name, annotations, generation, importPolicy, referencePolicy };
}

function dockerImage(name: string): { kind: string; name: string } {
  return { kind: 'DockerImage', name };
}

function nameOf({ from }: ReferenceTag): string {
  return from?.name ?? '';
}

function otherDigest(tag: ReferenceTag): string {
  return nameOf(tag).replace(/[0-9a-f]{64}$/, 'f'.repeat(64));
}
