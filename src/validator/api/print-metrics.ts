import type { Endpoint } from './endpoint';

/** The numbers of this process, for those who may get `/metrics`. */
export function metricsEndpoint(print: () => Promise<{ contentType: string; text: string }>): Endpoint {
  return {
    method: 'GET',
    path: '/metrics',
    access: { nonResourceAttributes: { path: '/metrics', verb: 'get' } },
    answer: async () => ({ code: 200, ...(await print()) }),
  };
}
