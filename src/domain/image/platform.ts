/** Where an image runs, with Go's names: `linux`, `amd64`, `v8`. */
export interface Platform {
  os: string;
  architecture: string;
  variant?: string;
}

/** `linux/arm64/v8`, the form that container tools print. */
export function printPlatform(platform: Platform): string {
  const variant = platform.variant ? `/${platform.variant}` : '';
  return `${platform.os}/${platform.architecture}${variant}`;
}

/**
 * The platform that a Linux node of this architecture (Go name) would run; undefined when there is none. Without a
 * variant wins, then the base variant of arm64 (`v8`), then the first listed.
 */
export function selectPlatform(platforms: Platform[], architecture: string): Platform | undefined {
  const fitting = platforms.filter((platform) => platform.os === 'linux' && platform.architecture === architecture);
  return (
    fitting.find((platform) => !platform.variant) ?? fitting.find((platform) => platform.variant === 'v8') ?? fitting[0]
  );
}
