import { useMemo } from 'react';
import { PREFLIGHT_UID_LABEL } from '../../../contract/annotations';
import type { KubeObject } from '../../../contract/kube-object';
import { parseModule } from '../../../contract/module';
import type { ModuleRow } from '../../../contract/module-row';
import { joinModuleRows, keyOf } from '../../../contract/module-row';
import { parseModuleVerdict } from '../../../contract/module-verdict';
import { parseNode } from '../../../contract/node';
import { parsePreflight } from '../../../contract/preflight';
import type { PreflightOverview } from '../../../contract/preflight-overview';
import { summarizePreflight } from '../../../contract/preflight-overview';
import { parsePreflightReport } from '../../../contract/preflight-report';
import { MODULE, MODULE_REPORT, NODE, PREFLIGHT_OCP, PREFLIGHT_REPORT } from '../../../contract/resource-kinds';
import type { AffectedNodes } from '../../../domain/preflight/affected-nodes';
import { countAffectedNodes } from '../../../domain/preflight/affected-nodes';
import { selectTargetNodes } from '../../../domain/preflight/needed-nodes';
import type { Watched, WatchState } from '../../console/watch';
import { useWatchList, useWatchOne } from '../../console/watch';

/** All that the page of one preflight shows. */
export interface PreflightDetails {
  object: KubeObject;
  overview: PreflightOverview;
  rows: ModuleRow[];
  /** The Modules as the API server sent them, by `namespace/name`. */
  moduleObjects: ReadonlyMap<string, KubeObject>;
  /** How far the look at the reports has come; each level of rights has its own. */
  verdicts: WatchState;
  /** Nodes that would miss a Module. */
  affected: AffectedNodes;
  lost: boolean;
  lostMessage: string;
}

/** A preflight with its reports and Modules, each watched only as far as this user may. */
export function usePreflightDetails(name: string): Watched<PreflightDetails | undefined> {
  const { data: object, ...watched } = useWatchOne(PREFLIGHT_OCP, name);
  const summaries = useWatchList(PREFLIGHT_REPORT, { enabled: object !== undefined });
  const overview = useMemo(() => object && summarize(object, summaries.data), [object, summaries.data]);
  const { rows, ...joined } = useModuleRows(overview);
  const affected = useAffectedNodes(overview, rows);
  const { lost, message } = [watched, summaries, joined].find((part) => part.lost) ?? watched;
  const { verdicts, moduleObjects } = joined;
  const details = object &&
    overview && { object, overview, rows, moduleObjects, verdicts, affected, lost, lostMessage: message };
  return { ...watched, data: details };
}

function summarize(object: KubeObject, summaries: KubeObject[]): PreflightOverview {
  const report = summaries.find(({ metadata }) => metadata.name === object.metadata.name);
  return summarizePreflight(parsePreflight(object), report && parsePreflightReport(report));
}

interface JoinedRows extends Pick<PreflightDetails, 'rows' | 'moduleObjects'> {
  verdicts: WatchState;
  lost: boolean;
  message: string;
}

function useModuleRows(overview: PreflightOverview | undefined): JoinedRows {
  const preflight = overview?.preflight;
  const uid = preflight?.uid ?? '';
  const labels = useMemo(() => ({ [PREFLIGHT_UID_LABEL]: uid }), [uid]);
  const reports = useWatchList(MODULE_REPORT, { labels, enabled: preflight !== undefined });
  const modules = useWatchList(MODULE, { enabled: preflight !== undefined });
  const verdicts = useMemo(
    () => reports.data.map(parseModuleVerdict).filter((verdict) => verdict !== undefined),
    [reports.data],
  );
  const known = modules.state === 'ready';
  const parsed = useMemo(() => (known ? modules.data.map(parseModule) : undefined), [known, modules.data]);
  const rows = useMemo(
    () => (preflight ? joinModuleRows({ preflight, verdicts, modules: parsed }) : []),
    [preflight, verdicts, parsed],
  );
  const moduleObjects = useMemo(
    () => new Map(modules.data.map((raw) => [keyOf(raw.metadata.namespace ?? '', raw.metadata.name), raw])),
    [modules.data],
  );
  const lost = [reports, modules].find((part) => part.lost);
  return { rows, moduleObjects, verdicts: reports.state, lost: lost !== undefined, message: lost?.message ?? '' };
}

function useAffectedNodes(overview: PreflightOverview | undefined, rows: ModuleRow[]): AffectedNodes {
  const failed = useMemo(() => rows.filter(({ standing }) => standing === 'failed'), [rows]);
  const nodes = useWatchList(NODE, { enabled: failed.length > 0 });
  return useMemo(() => {
    const target = overview && { architecture: overview.architecture, type: overview.kernelType };
    const targets =
      nodes.state === 'ready' && target ? selectTargetNodes(nodes.data.map(parseNode), target) : undefined;
    return countAffectedNodes(
      failed.map(({ verdict, module }) => ({ nodes: verdict?.nodes, selector: module?.selector })),
      targets,
    );
  }, [failed, nodes.state, nodes.data, overview]);
}
