import type { CheckFunction } from './check';

/** The Module's `registryTLS` is honoured here, but nodes pull with the Image config only (kmm.md W26). */
export const checkRegistryTLSIgnoredByNodes: CheckFunction = ({ image }) => {
  if (!image?.registryTLSIgnoredByNodes) return undefined;
  return {
    check: {
      name: 'RegistryTLS',
      result: 'Warn',
      reason: 'RegistryTLSIgnoredByNodes',
      message:
        "The Module's registryTLS relaxes TLS for this registry, but nodes use the cluster's Image config when they " +
        'pull; add the host to registrySources.insecureRegistries or its CA to additionalTrustedCA there.',
    },
  };
};
