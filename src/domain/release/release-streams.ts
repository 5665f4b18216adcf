import type { PayloadReferences, PayloadTag } from './image-references';
import { compareOsTags, findDtkPartner } from './pair-stream';
import type { ReleaseWarning } from './release-warning';
import type { OsTag } from './stream-tag';
import { isStreamTag, MACHINE_OS_CONTENT, readDtkTag, readOsTag } from './stream-tag';

/** The images of one operating system stream of a release, as they belong together. */
export interface StreamReference {
  /** `rhel-9`, `rhel-10`, `centos-10`, …; the tag of the node image when nothing tells. */
  name: string;
  /** `9.6.20250514-0`, also the tag of the Driver Toolkit in the cluster's ImageStream. */
  osVersion?: string;
  dtk?: PayloadTag;
  os?: PayloadTag;
  extensions?: PayloadTag;
  /** `machine-os-content`, whose labels name the kernels, realtime too, up to 4.12. */
  content?: PayloadTag;
}

/**
 * Pairs node images, their extensions and Driver Toolkits by operating system stream (release-payload.md §1.10), the
 * release's main stream first. A Driver Toolkit goes to the stream of its stream class, else of its number, else the
 * plain one to the plain node image or to the only one; what has no partner stays alone and is said.
 */
export function selectStreams(references: PayloadReferences): {
  streams: StreamReference[];
  warnings: ReleaseWarning[];
} {
  const { tags } = references;
  const content = tags.find((tag) => tag.name === MACHINE_OS_CONTENT);
  const osTags = selectOsTags(tags, content, references.version);
  const dtkTags = tags.flatMap((tag) => readDtkTag(tag) ?? []);
  const partners = osTags.map((os) => findDtkPartner(os, osTags, dtkTags));
  const paired = osTags.map((os, index): StreamReference => {
    const dtk = partners[index]?.tag;
    const extensions = tags.find((tag) => tag.name === `${os.tag.name}-extensions`);
    return {
      name: os.stream,
      ...(os.osVersion !== undefined && { osVersion: os.osVersion }),
      ...(dtk && { dtk }),
      os: os.tag,
      ...(extensions && { extensions }),
      // It holds the main stream's operating system, whichever other streams there are.
      ...(content && content !== os.tag && index === 0 && { content }),
    };
  });
  const alone = dtkTags.filter((dtk) => !partners.includes(dtk));
  const streams = [...paired, ...alone.map(({ tag, stream }) => ({ name: stream ?? 'default', dtk: tag }))];
  return { streams, warnings: [...refusalWarnings(references), ...partnerWarnings(references.version, streams)] };
}

/** One node image for each stream; `machine-os-content` counts only where there is no other. */
function selectOsTags(tags: PayloadTag[], content: PayloadTag | undefined, version: string): OsTag[] {
  const images = tags.flatMap((tag) => readOsTag(tag, content, version) ?? []).sort(compareOsTags);
  const real = images.filter(({ tag }) => tag !== content);
  const candidates = real.length > 0 ? real : images;
  return candidates.filter((os, index) => candidates.findIndex(({ stream }) => stream === os.stream) === index);
}

function refusalWarnings({ refusedTags }: PayloadReferences): ReleaseWarning[] {
  return refusedTags
    .filter(({ name }) => isStreamTag(name))
    .map(({ name, reason }) => ({
      reason: 'TagRefused',
      message: `The release's image ${name} is not used: ${reason}.`,
    }));
}

function partnerWarnings(version: string, streams: StreamReference[]): ReleaseWarning[] {
  if (streams.length === 0) {
    const message = `Release ${version} names neither a node image nor a Driver Toolkit: it may be no OpenShift release.`;
    return [{ reason: 'NoOsImage', message }];
  }
  return streams.flatMap((stream): ReleaseWarning[] => {
    if (!stream.dtk) {
      const message =
        `Release ${version} has no Driver Toolkit for stream ${stream.name}: ` +
        'modules can be looked for there, but not be built for it. A Driver Toolkit of another stream would not fit.';
      return [{ reason: 'DtkMissing', message }];
    }
    if (stream.os) return [];
    const message =
      `Release ${version} has the Driver Toolkit ${stream.dtk.name}, but no node image of its stream: ` +
      'only the Driver Toolkit itself can tell the kernel.';
    return [{ reason: 'OsImageMissing', message }];
  });
}
