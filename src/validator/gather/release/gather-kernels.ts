import type { GoArchitecture, KernelType } from '../../../domain/kernel/kernel-target';
import { DTK_RELEASE_PATH, parseDtkLabels, parseDtkRelease } from '../../../domain/release/dtk-release';
import { parseExtensions } from '../../../domain/release/extensions-json';
import type { PayloadTag } from '../../../domain/release/image-references';
import { parseMetalayer } from '../../../domain/release/metalayer';
import { parseOsLabels } from '../../../domain/release/os-labels';
import type { ReleaseKernel } from '../../../domain/release/release-kernel';
import { deriveKernels } from '../../../domain/release/release-kernel';
import type { StreamReference } from '../../../domain/release/release-streams';
import { compareVersions } from '../../../domain/release/semantic-version';
import type { KernelFinding, KernelSource } from '../../../domain/release/stream-kernel';
import { ReleaseError } from '../../release-error';
import type { Component } from './read-component';
import { readComponent } from './read-component';
import type { ReleaseSession } from './release-session';

/** For which kernels a stream is searched. */
export interface KernelWish {
  /** The release's. */
  version: string;
  /** Undefined in a release for one architecture, whose images say which. */
  architecture: GoArchitecture | undefined;
  /** Kernel types of the cluster's nodes; a type that no node has is worth no megabytes. */
  types: readonly KernelType[];
  /** The Driver Toolkit is looked into although the nodes' kernel is known, to compare the two. */
  compare: boolean;
}

export interface KernelEvidence {
  findings: KernelFinding[];
  /** Why a source could not be read. */
  failures: ReleaseError[];
}

const EXTENSIONS_PATH = 'usr/share/rpm-ostree/extensions.json';
const METALAYER_PATH = 'usr/share/openshift/base/meta.json';
/** The first release whose extensions image names its packages in a layer of their own. */
const FIRST_WITH_EXTENSIONS_JSON = '4.19.0-0';
const DTK_BUDGET = 8 * 1024 * 1024;

/**
 * The kernels of one stream and architecture from the cheapest source that names them (release-payload.md §7.3): extensions
 * image, labels of the node image, its metalayer, Driver Toolkit. The next source is asked only for what is still missing.
 */
export async function gatherKernels(
  session: ReleaseSession,
  stream: StreamReference,
  wish: KernelWish,
): Promise<KernelEvidence> {
  const search = new KernelSearch(session, wish);
  const { extensions, os, content, dtk } = stream;
  const namesPackages = compareVersions(wish.version, FIRST_WITH_EXTENSIONS_JSON) >= 0;
  if (extensions && namesPackages) await search.ask(extensions, readExtensions);
  if (os && search.lacks('default')) await search.ask(os, readOsImage);
  if (content && search.lacks('rt')) await search.ask(content, readOsImage);
  if (dtk && (wish.compare || search.lacks('default') || search.lacks('rt'))) {
    await search.ask(dtk, (component) => readDtk(component, wish, search));
  }
  return { findings: search.findings, failures: search.failures };
}

/** What was found so far, and what is missing. */
class KernelSearch implements KernelEvidence {
  readonly findings: KernelFinding[] = [];
  readonly failures: ReleaseError[] = [];

  constructor(
    private readonly session: ReleaseSession,
    private readonly wish: KernelWish,
  ) {}

  async ask(tag: PayloadTag, read: (component: Component) => Promise<KernelFinding[]>): Promise<void> {
    const { architecture } = this.wish;
    try {
      const findings = await readComponent(this.session, tag, architecture, read);
      for (const { source, kernels } of findings) this.add(source, kernels);
    } catch (error) {
      if (!(error instanceof ReleaseError)) throw error;
      this.failures.push(error);
    }
  }

  /** Whether a kernel type that the cluster has is neither named nor known by rule. */
  lacks(type: KernelType): boolean {
    return type === 'default' ? !this.names('default') : this.wants(type) && !this.names(type) && !this.derives(type);
  }

  private add(source: KernelSource, kernels: readonly ReleaseKernel[]): void {
    const { architecture } = this.wish;
    const fitting = kernels.filter((kernel) => architecture === undefined || kernel.architecture === architecture);
    if (fitting.length > 0) this.findings.push({ source, kernels: fitting });
  }

  private names(type: KernelType): boolean {
    return this.findings.some(({ kernels }) => kernels.some((kernel) => kernel.type === type));
  }

  /** The extensions image names every type that there is, so that nothing is missing behind it. */
  private derives(type: KernelType): boolean {
    return this.findings.some(
      ({ source, kernels }) =>
        source === 'extensions' || kernels.flatMap(deriveKernels).some((kernel) => kernel.type === type),
    );
  }

  private wants(type: KernelType): boolean {
    return this.wish.types.includes(type) && (type !== 'rt' || (this.wish.architecture ?? 'amd64') === 'amd64');
  }
}

async function readExtensions(component: Component): Promise<KernelFinding[]> {
  const text = await component.readMetadataLayer(EXTENSIONS_PATH);
  const kernels = parseExtensions(text ?? '');
  return kernels.ok ? [{ source: 'extensions', kernels: kernels.value }] : [];
}

async function readOsImage(component: Component): Promise<KernelFinding[]> {
  const { labels } = await component.readConfig();
  const { kernels, metalayer } = parseOsLabels(labels);
  if (kernels.some(({ type }) => type === 'default')) return [{ source: 'os-label', kernels }];
  const named: KernelFinding[] = kernels.length > 0 ? [{ source: 'os-label', kernels }] : [];
  if (!metalayer) return named;
  const kernel = parseMetalayer((await component.readMetadataLayer(METALAYER_PATH)) ?? '');
  return kernel.ok ? [...named, { source: 'metalayer', kernels: [kernel.value] }] : named;
}

async function readDtk(component: Component, wish: KernelWish, search: KernelSearch): Promise<KernelFinding[]> {
  const { labels, platform } = await component.readConfig();
  const architecture = wish.architecture ?? goArchitecture(platform?.architecture);
  const labelled = architecture === undefined ? [] : parseDtkLabels(labels, architecture).kernels;
  const named: KernelFinding[] = labelled.length > 0 ? [{ source: 'dtk-label', kernels: labelled }] : [];
  const hasDefault = labelled.some(({ type }) => type === 'default');
  const hasRealtime = labelled.some(({ type }) => type === 'rt');
  if (hasDefault && (hasRealtime || !search.lacks('rt'))) return named;
  const release = parseDtkRelease((await component.search(DTK_RELEASE_PATH, DTK_BUDGET)) ?? '');
  return release.ok ? [...named, { source: 'dtk-file', kernels: release.value.kernels }] : named;
}

function goArchitecture(text: string | undefined): GoArchitecture | undefined {
  return text === 'amd64' || text === 'arm64' || text === 'ppc64le' || text === 's390x' ? text : undefined;
}
