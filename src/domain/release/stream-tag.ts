import type { PayloadTag } from './image-references';
import type { StreamFamily } from './os-stream';
import { streamOfVersion } from './os-stream';

/** A tag that holds a node image. */
export interface OsTag {
  tag: PayloadTag;
  stream: string;
  osVersion: string | undefined;
  /** What follows `coreos-` in the tag, mostly a number; undefined for the plain one, the release's main stream. */
  number: string | undefined;
}

/** A tag that holds a Driver Toolkit. */
export interface DtkTag {
  tag: PayloadTag;
  /** From its stream class, else its number; undefined for the plain one. */
  stream: string | undefined;
  number: string | undefined;
}

/** Holds only labels and an ostree; the node image itself beside it since 4.12. */
export const MACHINE_OS_CONTENT = 'machine-os-content';

const DTK = /^driver-toolkit(?:-(\d{1,3}))?$/;
const OS = /^(rhel|stream|centos|fedora)[a-zA-Z0-9.-]*?-coreos(?:-([a-zA-Z0-9.-]+))?$/;
const EXTENSIONS = /-extensions$/;
const FAMILIES: Record<string, StreamFamily> = { rhel: 'rhel', stream: 'centos', centos: 'centos', fedora: 'fedora' };

/** Whether a tag is one of those that streams are made of. */
export function isStreamTag(name: string): boolean {
  return name === MACHINE_OS_CONTENT || DTK.test(name) || OS.test(name);
}

/** A Driver Toolkit tag; undefined for any other. */
export function readDtkTag(tag: PayloadTag): DtkTag | undefined {
  const match = DTK.exec(tag.name);
  if (!match) return undefined;
  const number = match[1];
  const named = number === undefined ? undefined : `rhel-${number}`;
  return { tag, number, stream: tag.streamClass ?? named };
}

/**
 * A tag with a node image; undefined for any other. The stream comes from the stream class, else the operating system's
 * version, else the number in the tag, else it is the tag. Up to 4.13 only `machine-os-content` carries the version.
 */
export function readOsTag(tag: PayloadTag, content: PayloadTag | undefined, release: string): OsTag | undefined {
  const kind = readOsName(tag.name, release);
  if (!kind) return undefined;
  const { family, number } = kind;
  const numbered = number !== undefined && /^\d{1,3}$/.test(number) ? `${family}-${number}` : undefined;
  const osVersion = tag.versions.machineOs ?? inheritedVersion(family, numbered, content);
  const versioned = osVersion === undefined ? undefined : streamOfVersion(family, osVersion);
  return { tag, number, osVersion, stream: tag.streamClass ?? versioned ?? numbered ?? tag.name };
}

function readOsName(name: string, release: string): { family: StreamFamily; number: string | undefined } | undefined {
  // Where it is alone, OKD had Fedora in it.
  if (name === MACHINE_OS_CONTENT) return { family: release.includes('okd') ? 'fedora' : 'rhel', number: undefined };
  const match = EXTENSIONS.test(name) ? null : OS.exec(name);
  const family = match?.[1] === undefined ? undefined : FAMILIES[match[1]];
  return family && { family, number: match?.[2] };
}

function inheritedVersion(
  family: StreamFamily,
  stream: string | undefined,
  content: PayloadTag | undefined,
): string | undefined {
  const osVersion = content?.versions.machineOs;
  if (osVersion === undefined || stream === undefined) return osVersion;
  return streamOfVersion(family, osVersion) === stream ? osVersion : undefined;
}
