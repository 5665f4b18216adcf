import type { ReleaseResolver } from '../ports';
import { jsonAnswer } from './answer';
import type { Endpoint } from './endpoint';
import { refuseRelease } from './refuse-release';

/** The releases that the cluster knows, for those who may read its ClusterVersion. */
export function listReleasesEndpoint(releases: ReleaseResolver): Endpoint {
  return {
    method: 'GET',
    path: '/api/v1/releases',
    access: { resourceAttributes: { group: 'config.openshift.io', resource: 'clusterversions', verb: 'get' } },
    async answer() {
      try {
        return jsonAnswer(await releases.list());
      } catch (error) {
        throw refuseRelease(error, 'request');
      }
    },
  };
}
