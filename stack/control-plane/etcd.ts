import { join } from 'node:path';
import { request } from 'undici';
import type { ServerStart } from './started-program';

export interface EtcdSettings {
  binary: string;
  folder: string;
  /** Unique, so that another etcd on the same port is not taken for this one. */
  member: string;
}

/** A single etcd on loopback without TLS. Without fsync: its data lives no longer than the machine is up. */
export function etcdStart({ binary, folder, member }: EtcdSettings): ServerStart {
  return {
    name: 'etcd',
    program: (port) => ({
      command: binary,
      args: [
        `--name=${member}`,
        `--data-dir=${join(folder, 'etcd')}`,
        `--listen-client-urls=http://127.0.0.1:${port}`,
        `--advertise-client-urls=http://127.0.0.1:${port}`,
        // No other member ever calls: any port will do.
        '--listen-peer-urls=http://127.0.0.1:0',
        `--initial-cluster=${member}=http://localhost:2380`,
        '--unsafe-no-fsync',
        '--log-level=warn',
        `--quota-backend-bytes=${4 * 1024 ** 3}`,
      ],
      logFile: join(folder, 'etcd.log'),
    }),
    isReady: async (port) => {
      const response = await request(`http://127.0.0.1:${port}/v3/cluster/member/list`, { method: 'POST', body: '{}' });
      const text = await response.body.text();
      return response.statusCode === 200 && text.includes(member);
    },
  };
}
