import type { DtkContent } from './dtk-image';
import { buildDtkImage, NO_REALTIME } from './dtk-image';
import type { FixtureImage, ImagePlace } from './fixture-image';

const KERNEL = '5.14.0-570.19.1.el9_6.x86_64';
const OTHER_KERNEL = '5.14.0-570.21.1.el9_6.x86_64';

/** Ways to write a Driver Toolkit's release file, by name. */
const RELEASE_TEXTS = {
  'kernel-twice': `{ "KERNEL_VERSION": "${KERNEL}${OTHER_KERNEL}", "RT_KERNEL_VERSION": "", "RHEL_VERSION": "9.6" }\n`,
  'keys-lower-case': `{ "kernel_version": "${KERNEL}", "rt_kernel_version": "", "rhel_version": "9.6" }\n`,
  'realtime-garbage': `{ "KERNEL_VERSION": "${KERNEL}", "RT_KERNEL_VERSION": "${NO_REALTIME}", "RHEL_VERSION": "9.6" }\n`,
  'no-kernel': '{ "KERNEL_VERSION": "", "RT_KERNEL_VERSION": "", "RHEL_VERSION": "9.6" }\n',
  'not-json': 'KERNEL_VERSION=5.14.0\n',
  'not-an-object': '["5.14.0"]\n',
};

export type HostileDtkName = keyof typeof RELEASE_TEXTS;

/** The names of all Driver Toolkits whose release file is wrong. */
export const HOSTILE_DTK_NAMES = Object.keys(RELEASE_TEXTS) as HostileDtkName[];

/** A Driver Toolkit whose release file, in a small last layer, is wrong in one way. */
export async function hostileDtk(place: ImagePlace, name: HostileDtkName): Promise<FixtureImage> {
  const content: DtkContent = {
    architecture: 'amd64',
    kernel: KERNEL,
    realtime: `${KERNEL}+rt`,
    rhelVersion: '9.6',
    squashed: false,
    releaseText: RELEASE_TEXTS[name],
  };
  return buildDtkImage(place, content);
}
