import type { Sign } from './module';

/**
 * The sign section of a mapping with the container's as default: image, key and certificate of the mapping win if set,
 * files are those of both levels; `unsignedImageRegistryTLS` of the mapping is ignored, as in KMM.
 */
export function mergeSign(container: Sign | undefined, mapping: Sign | undefined): Sign | undefined {
  if (!container || !mapping) return container ?? mapping;
  const filesToSign = [...(container.filesToSign ?? []), ...(mapping.filesToSign ?? [])];
  return {
    ...container,
    ...(mapping.unsignedImage ? { unsignedImage: mapping.unsignedImage } : {}),
    ...(mapping.keySecret ? { keySecret: mapping.keySecret } : {}),
    ...(mapping.certSecret ? { certSecret: mapping.certSecret } : {}),
    ...(filesToSign.length > 0 ? { filesToSign } : {}),
  };
}
