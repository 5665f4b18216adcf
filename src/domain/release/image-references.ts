import { parseReference } from '../image/reference';
import type { Parsed } from '../parsed';
import { parsed, refused } from '../parsed';
import { quote } from '../quote';
import type { JsonObject } from './json-text';
import { isObject, parseJsonObject, textOf } from './json-text';
import { parseOsVersion, parseStreamClass } from './os-stream';
import { isReleaseVersion } from './semantic-version';

/** One image of a release. */
export interface PayloadTag {
  /** Component: `driver-toolkit`, `rhel-coreos`, … */
  name: string;
  /** As written, always with a digest. */
  pullSpec: string;
  /** From `io.openshift.build.versions`; only what has the shape of one. */
  versions: { kernel?: string; machineOs?: string };
  streamClass?: string;
}

/** A tag that names no image which could be read. */
export interface RefusedTag {
  name: string;
  reason: string;
}

/** The images of a release, in the order of the file. */
export interface PayloadReferences {
  version: string;
  tags: PayloadTag[];
  refusedTags: RefusedTag[];
}

const WHAT = 'image-references';
const TEXT_LIMIT = 4 * 1024 * 1024;
const TAG_LIMIT = 2_000;
const PULL_SPEC_LIMIT = 512;
const TAG_NAME = /^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$/;
const KERNEL_VERSION = /^\d[0-9A-Za-z.+_~-]{0,63}$/;

/**
 * Reads `release-manifests/image-references` of a release (release-payload.md §1.2): an ImageStream of
 * `image.openshift.io/v1`, at most 4 Mi characters and 2,000 tags. Of tags with one name the first that names a
 * DockerImage wins, as in `oc`; one without a digest keeps the name and is refused, for it could be anything tomorrow.
 */
export function parseImageReferences(text: string): Parsed<PayloadReferences> {
  const root = parseJsonObject(text, WHAT, TEXT_LIMIT);
  if (!root.ok) return root;
  const { kind, apiVersion, metadata, spec } = root.value;
  if (kind !== 'ImageStream' || apiVersion !== 'image.openshift.io/v1') {
    return refused(`${WHAT} is not an ImageStream of image.openshift.io/v1`);
  }
  const version = textOf(isObject(metadata) ? metadata.name : undefined);
  if (!isReleaseVersion(version)) return refused(`${WHAT} has no release version as its metadata.name`);
  const tags: unknown = isObject(spec) ? spec.tags : undefined;
  if (!Array.isArray(tags)) return refused(`${WHAT} has no list spec.tags`);
  if (tags.length > TAG_LIMIT) return refused(`${WHAT} has more than ${TAG_LIMIT} tags`);
  return parsed({ version, ...readTags(tags) });
}

function readTags(raw: unknown[]): { tags: PayloadTag[]; refusedTags: RefusedTag[] } {
  const tags = new Map<string, PayloadTag>();
  const refusals = new Map<string, RefusedTag>();
  const taken = new Set<string>();
  for (const tag of raw.filter(isObject)) {
    const name = textOf(tag.name);
    if (!TAG_NAME.test(name) || taken.has(name)) continue;
    const image = isObject(tag.from) && tag.from.kind === 'DockerImage' ? textOf(tag.from.name) : '';
    const complaint = image === '' ? 'it names no DockerImage' : pullSpecComplaint(image);
    if (image !== '') taken.add(name);
    if (complaint === undefined) tags.set(name, { name, pullSpec: image, ...readAnnotations(tag.annotations) });
    else refusals.set(name, { name, reason: complaint });
  }
  return {
    tags: [...tags.values()],
    refusedTags: [...refusals.values()].filter((refusal) => !tags.has(refusal.name)),
  };
}

function pullSpecComplaint(image: string): string | undefined {
  if (image.length > PULL_SPEC_LIMIT) return `its image is longer than ${PULL_SPEC_LIMIT} characters`;
  const reference = parseReference(image);
  if (!reference.ok) return reference.message;
  return reference.value.digest === undefined ? `${quote(image)} has no digest` : undefined;
}

function readAnnotations(raw: unknown): Pick<PayloadTag, 'versions' | 'streamClass'> {
  const annotations: JsonObject = isObject(raw) ? raw : {};
  const streamClass = parseStreamClass(annotations['io.openshift.os.streamclass']);
  const kernel = componentVersion(annotations, 'kernel');
  const machineOs = parseOsVersion(componentVersion(annotations, 'machine-os'));
  return {
    versions: {
      ...(kernel !== undefined && KERNEL_VERSION.test(kernel) && { kernel }),
      ...(machineOs !== undefined && { machineOs }),
    },
    ...(streamClass !== undefined && { streamClass }),
  };
}

/** `io.openshift.build.versions` is `component=version,component=version`. */
function componentVersion(annotations: JsonObject, component: string): string | undefined {
  const list = textOf(annotations['io.openshift.build.versions']);
  const prefix = `${component}=`;
  const entry = list.split(',').find((part) => part.trim().startsWith(prefix));
  return entry?.trim().slice(prefix.length);
}
