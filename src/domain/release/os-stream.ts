/** Who builds the node image; the first word of a stream's name. */
export type StreamFamily = 'rhel' | 'centos' | 'fedora';

/** What a node says about its operating system. */
export interface NodeOs {
  /** `rhel-9`, `centos-10`, …; undefined when the text does not tell. */
  stream?: string;
  /** The version of the node image, `9.6.20250514-0`; undefined when the text has none in full. */
  osVersion?: string;
  /** A RHEL that is updated by its packages: no release brings its kernel. */
  packageMode: boolean;
}

const TEXT_LIMIT = 256;
const OS_VERSION = /^\d{1,4}(?:\.\d{1,14}){2,3}(?:-\d{1,6})?$/;
const STREAM_CLASS = /^[a-z][a-z0-9]{0,19}(?:-[a-z0-9]{1,10}){1,3}$/;
const NODE_IMAGE = /(Red Hat Enterprise Linux|CentOS Stream|Fedora) CoreOS (\d[\d.-]{0,40})/;
const FAMILIES: Record<string, StreamFamily> = {
  'Red Hat Enterprise Linux': 'rhel',
  'CentOS Stream': 'centos',
  Fedora: 'fedora',
};

/** A version of a node image (release-payload.md §1.10); undefined for anything else. */
export function parseOsVersion(value: unknown): string | undefined {
  return typeof value === 'string' && OS_VERSION.test(value) ? value : undefined;
}

/** Value of `io.openshift.os.streamclass`, which is a stream's name; undefined for anything else. */
export function parseStreamClass(value: unknown): string | undefined {
  return typeof value === 'string' && STREAM_CLASS.test(value) ? value : undefined;
}

/**
 * The stream of a node image version. Up to 4.18 the version begins with OpenShift's (`413.92.…`: RHEL 9.2), since then
 * with the operating system's (`9.6.…`). CentOS Stream and Fedora have no minor number in the older form.
 */
export function streamOfVersion(family: StreamFamily, osVersion: string): string | undefined {
  const [first = '', second = ''] = osVersion.split('.');
  // Fedora 41 begins like OpenShift 4.1, but goes on with a date.
  const older = /^4\d{1,2}$/.test(first) && /^\d{1,3}$/.test(second);
  if (!older) return /^\d{1,2}$/.test(first) ? `${family}-${first}` : undefined;
  return `${family}-${family === 'rhel' && second.length > 1 ? second.slice(0, -1) : second}`;
}

/** Reads `status.nodeInfo.osImage` (release-payload.md §6). */
export function parseOsImage(osImage: string): NodeOs {
  const text = osImage.slice(0, TEXT_LIMIT);
  const match = NODE_IMAGE.exec(text);
  const family = match?.[1] === undefined ? undefined : FAMILIES[match[1]];
  if (match?.[2] === undefined || family === undefined) {
    return { packageMode: /^Red Hat Enterprise Linux (?!CoreOS)/.test(text) };
  }
  const version = match[2].replace(/[.-]+$/, '');
  const stream = streamOfVersion(family, version);
  const osVersion = parseOsVersion(version);
  return { packageMode: false, ...(stream && { stream }), ...(osVersion && { osVersion }) };
}
