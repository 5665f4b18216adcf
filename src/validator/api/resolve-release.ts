import { resolveRequestSchema } from '../../contract/release-api';
import { PREFLIGHT_OCP } from '../../contract/resource-kinds';
import type { ReleaseResolver } from '../ports';
import { jsonAnswer } from './answer';
import type { Endpoint } from './endpoint';
import { readBody } from './read-body';
import { refuseRelease } from './refuse-release';

/** Release → DTK images, kernels and proposals, for those who may create preflights. */
export function resolveReleaseEndpoint(releases: ReleaseResolver): Endpoint {
  const { group, plural: resource } = PREFLIGHT_OCP;
  return {
    method: 'POST',
    path: '/api/v1/releases/resolve',
    access: { resourceAttributes: { group, resource, verb: 'create' } },
    async answer({ request, signal }) {
      const { version, image, strict = false } = await readBody(request, resolveRequestSchema);
      const named = version === undefined ? {} : { version };
      try {
        return jsonAnswer(await releases.resolve({ ...named, ...(image !== undefined && { image }), strict, signal }));
      } catch (error) {
        throw refuseRelease(error, version === undefined ? 'image' : 'version');
      }
    },
  };
}
