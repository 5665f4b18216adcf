import type { ModuleReport } from '../src/contract/module-report';
import type { PreflightReport } from '../src/contract/preflight-report';
import { parsePreflightReport } from '../src/contract/preflight-report';
import { MODULE_REPORT, PREFLIGHT_REPORT } from '../src/contract/resource-kinds';
import { createWatcher } from '../src/validator/kube/cache';
import { KubeClient } from '../src/validator/kube/kube-api';
import { loadKubeConfig } from '../src/validator/kube/kube-config';
import { KubeTransport } from '../src/validator/kube/transport';
import type { Cache, Logger } from '../src/validator/ports';
import type { Picture, TableRow } from './table';

export interface FollowedPreflight {
  name: string;
  release: string;
  kernel: string;
}

/** A preflight that is being watched. */
export interface Follower {
  stop(): Promise<void>;
}

/** Changes come in bursts; one picture answers many. */
const PAUSE_MS = 50;

/** Watches the reports of a preflight with the product's own cache and shows a picture after every change of them. */
export function followPreflight(
  kubeconfig: string,
  preflight: FollowedPreflight,
  show: (picture: Picture) => void,
): Follower {
  const transport = new KubeTransport(loadKubeConfig({ kubeconfig, env: {} }));
  const watcher = createWatcher(new KubeClient(transport), { logger: SILENT });
  let timer: NodeJS.Timeout | undefined;
  const onChange = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      show(selectPicture(preflight, summaries.get(preflight.name), rows.values()));
    }, PAUSE_MS);
  };
  const summaries: Cache<PreflightReport> = watcher.watch({
    kind: PREFLIGHT_REPORT,
    prune: parsePreflightReport,
    onChange,
  });
  const rows: Cache<ReportRow> = watcher.watch({
    kind: MODULE_REPORT,
    prune: (raw) => selectRow(raw as ModuleReport),
    onChange,
  });
  return {
    stop: async () => {
      clearTimeout(timer);
      summaries.stop();
      rows.stop();
      await transport.close();
    },
  };
}

interface ReportRow {
  preflight: string;
  row: TableRow;
}

/** What stops the stack is told by the stack; a watch that breaks with it is not worth a line. */
const SILENT: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function selectPicture(
  { name, release, kernel }: FollowedPreflight,
  summary: PreflightReport | undefined,
  reports: Iterable<ReportRow>,
): Picture {
  const rows = [...reports].filter(({ preflight }) => preflight === name).map(({ row }) => row);
  return { release, kernel, rows, ...(summary && { counts: summary.status.counts }) };
}

function selectRow({ metadata, spec, status }: ModuleReport): ReportRow {
  const { reason, message } = status;
  const row = {
    status: selectStatus(status),
    module: `${metadata.namespace ?? ''}/${spec.module.name}`,
    reason,
    message,
  };
  return { preflight: spec.preflight.name, row };
}

function selectStatus({ status, needed, checks }: ModuleReport['status']): TableRow['status'] {
  if (status === 'Failure') return needed ? 'Failure' : 'Not needed';
  return status === 'Success' && checks.some(({ result }) => result === 'Warn') ? 'Warning' : status;
}
