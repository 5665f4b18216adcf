import type { ReleaseKernel } from './release-kernel';
import { parseReleaseKernel } from './release-kernel';
import type { WantedKernels } from './select-kernels';
import { selectKernels } from './select-kernels';
import type { KernelFinding, KernelSource } from './stream-kernel';

const DTK = `quay.io/payload/dtk@sha256:${'1'.repeat(64)}`;
const WANTED: WantedKernels = { stream: 'rhel-9', dtkImage: DTK, architectures: ['amd64'] };
const K = '5.14.0-570.19.1.el9_6.x86_64';
const NEXT = '5.14.0-570.21.1.el9_6.x86_64';
const OLD = '5.14.0-284.11.1.el9_2.x86_64';
const ARM = '5.14.0-570.19.1.el9_6.aarch64';

function kernelOf(text: string): ReleaseKernel {
  const outcome = parseReleaseKernel(text);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}

function finding(source: KernelSource, ...kernels: string[]): KernelFinding {
  return { source, kernels: kernels.map(kernelOf) };
}

function select(findings: KernelFinding[], wanted = WANTED): { kernels: string[]; reasons: string[] } {
  const { kernels, warnings } = selectKernels(findings, wanted);
  return {
    kernels: kernels.map(
      ({ type, version, source, derived }) => `${type} ${version} ${source}${derived ? ' derived' : ''}`,
    ),
    reasons: warnings.map(({ reason }) => reason),
  };
}

test.each<[string, KernelFinding[], string[]]>([
  [
    'extensions name every type',
    [finding('extensions', K, `${K}+rt`)],
    [`default ${K} extensions`, `rt ${K}+rt extensions`],
  ],
  ['extensions without realtime: there is none', [finding('extensions', K)], [`default ${K} extensions`]],
  [
    'a label names the default only, realtime follows',
    [finding('os-label', K)],
    [`default ${K} os-label`, `rt ${K}+rt os-label derived`],
  ],
  ['before RHEL 9.3 nothing follows', [finding('os-label', OLD)], [`default ${OLD} os-label`]],
  [
    'a Driver Toolkit without realtime: there is none',
    [finding('os-label', K), finding('dtk-file', K)],
    [`default ${K} os-label`],
  ],
  [
    'a Driver Toolkit tells realtime where it cannot be derived',
    [finding('os-label', OLD), finding('dtk-file', OLD, '5.14.0-284.11.1.rt14.296.el9_2.x86_64')],
    [`default ${OLD} os-label`, 'rt 5.14.0-284.11.1.rt14.296.el9_2.x86_64 dtk-file'],
  ],
  [
    'order of findings does not matter',
    [finding('metalayer', K), finding('extensions', K)],
    [`default ${K} extensions`],
  ],
  [
    'several architectures',
    [finding('os-label', ARM), finding('extensions', K, `${K}+rt`)],
    [`default ${K} extensions`, `rt ${K}+rt extensions`, `default ${ARM} os-label`, `64k ${ARM}+64k os-label derived`],
  ],
])('%s', (_name, findings, kernels) => {
  expect(select(findings)).toEqual({ kernels, reasons: [] });
});

test('two sources of the node image disagree: the better wins, both are named, once', () => {
  const { kernels, warnings } = selectKernels(
    [finding('os-label', NEXT), finding('extensions', K), finding('metalayer', NEXT)],
    WANTED,
  );
  expect(kernels).toEqual([{ architecture: 'amd64', type: 'default', version: K, source: 'extensions' }]);
  expect(warnings).toEqual([
    {
      reason: 'KernelSourcesDisagree',
      message: `Two sources name different kernels for stream rhel-9 on amd64: ${K} (extensions, which is used) and ${NEXT} (os-label).`,
    },
  ]);
});

test('a Driver Toolkit for another kernel than the nodes have, as OKD shipped it', () => {
  const nodes = '6.12.0-233.el10.x86_64';
  const dtk = '6.12.0-212.el10.x86_64';
  const { kernels, warnings } = selectKernels([finding('dtk-file', dtk), finding('metalayer', nodes)], WANTED);
  expect(kernels.map(({ version }) => version)).toEqual([nodes]);
  expect(warnings).toEqual([
    {
      reason: 'DtkKernelDiffers',
      message:
        `The nodes of stream rhel-9 on amd64 will run kernel ${nodes} (from metalayer), but the Driver Toolkit is for ` +
        `${dtk} (from dtk-file): modules that are built with it may not load.`,
    },
  ]);
});

test('two files of a Driver Toolkit that disagree are no finding about nodes', () => {
  expect(select([finding('dtk-label', K), finding('dtk-file', NEXT)]).reasons).toEqual(['KernelSourcesDisagree']);
});

test('an unknown kernel stays unknown, with the command that shows it', () => {
  const { kernels, warnings } = selectKernels([], WANTED);
  expect(kernels).toEqual([]);
  expect(warnings).toEqual([
    {
      reason: 'KernelUnknown',
      message:
        'Nothing that could be read names the kernel of stream rhel-9 for amd64; enter the KERNEL_VERSION that this ' +
        `prints: podman run --rm ${DTK} cat /etc/driver-toolkit-release.json`,
    },
  ]);
  const { warnings: withoutDtk } = selectKernels([], { stream: 'rhel-9', architectures: ['arm64'] });
  expect(withoutDtk[0]?.message).toMatch(/for arm64; enter the kernel version by hand\.$/);
});

test('one architecture known, the other not', () => {
  expect(select([finding('extensions', K)], { ...WANTED, architectures: ['amd64', 's390x'] }).reasons).toEqual([
    'KernelUnknown',
  ]);
});
