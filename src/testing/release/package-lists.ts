import { SeededRandom } from './seeded-random';

const EXTENSION_PACKAGES = 120;
const NODE_PACKAGES = 520;
const STEMS = `acl audit bash bind bubblewrap bzip2 chrony conmon containers crio cryptsetup curl dbus device dnf dracut
ethtool expat file findutils fuse gawk gettext glib grep grub gzip hwdata iproute iptables irqbalance iscsi jq json kmod
krb kubelet less lib libblkid libcap libnl libselinux libusb libxml linux lua lvm lz4 mdadm microcode mpfr multipath nano
ncurses netavark nettle nfs nftables nmstate numactl openssh openssl openvswitch ostree passt pcre podman policycoreutils
polkit popt procps protobuf python readline rpm runc samba sed selinux setup shadow skopeo slirp socat sqlite sssd sudo
systemd tar toolbox tpm2 tzdata usbguard userspace util vim which xfsprogs xz zlib zram zstd`.split(/\s+/);

/** A package with its epoch, version, release and architecture, as rpm lists them. */
export type RpmPackage = readonly [string, string, string, string, string];

/**
 * The text of `extensions.json`: every package of the extensions' repository with `<evr>.<arch>`. `kernels` are package
 * names with theirs, without epoch.
 */
export function printExtensions(kernels: Readonly<Record<string, string>>, architecture: string): string {
  const random = new SeededRandom(`extensions ${architecture}`);
  const others = inventPackages(EXTENSION_PACKAGES - Object.keys(kernels).length, architecture, random);
  const named = others.map(([name, , version, release]): [string, string] => [
    name,
    `${version}-${release}.${architecture}`,
  ]);
  return JSON.stringify(Object.fromEntries([...named, ...Object.entries(kernels)].sort(byName)));
}

/** The text of a node image's `meta.json`, with the kernel's packages among the others. */
export function printMetalayer(kernel: string, architecture: string): string {
  const random = new SeededRandom(`node ${kernel}`);
  const [version = '', release = ''] = kernel.slice(0, -architecture.length - 1).split('-');
  const names = ['kernel', 'kernel-core', 'kernel-modules', 'kernel-modules-core', 'kernel-modules-extra'];
  const kernels = names.map((name): RpmPackage => [name, '0', version, release, architecture]);
  const packages = [...inventPackages(NODE_PACKAGES - names.length, architecture, random), ...kernels].sort(byName);
  return `${JSON.stringify({ 'rpmdb.pkglist': packages })}\n`;
}

function byName(one: readonly [string, ...unknown[]], other: readonly [string, ...unknown[]]): number {
  return one[0] < other[0] ? -1 : 1;
}

function inventPackages(count: number, architecture: string, random: SeededRandom): RpmPackage[] {
  return Array.from({ length: count }, (_, at) => [
    `${random.pick(STEMS)}-${random.pick(STEMS)}${at}`,
    random.below(8) === 0 ? '1' : '0',
    `${random.below(9)}.${random.below(30)}.${random.below(12)}`,
    `${random.below(60) + 1}.el9_${random.below(7)}`,
    random.below(7) === 0 ? 'noarch' : architecture,
  ]);
}
