import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { ControllerMetrics } from './ports';

const PREFIX = 'kmm_preflight_validator_';
const SECONDS = [0.005, 0.02, 0.1, 0.5, 2, 10, 30];
/** A label value is kept for at most this many registry hosts; a Module can name any. */
const HOSTS_MAX = 100;

/** One exchange with a registry, as the client tells it. */
export interface RegistryExchange {
  host: string;
  result: number | string;
  durationMs: number;
  operation: string;
}

/** All numbers of this process, in the Prometheus text format. */
export interface Metrics extends ControllerMetrics {
  registryExchange(exchange: RegistryExchange): void;
  handlerException(plural: string): void;
  leading(leader: boolean): void;
  print(): Promise<{ contentType: string; text: string }>;
}

/** Fresh metrics with the process's own (event loop, memory, GC). */
export function createMetrics(version: string): Metrics {
  const registers = [new Registry()];
  collectDefaultMetrics({ register: registers[0] as Registry, prefix: PREFIX });
  const named = (name: string, help: string, labelNames: string[] = []) => ({
    name: `${PREFIX}${name}`,
    help,
    labelNames,
    registers,
  });
  const info = new Gauge(named('info', 'Always 1, with the version.', ['version']));
  const checks = new Counter(named('checks_total', 'Looks at Modules by the reason they gave.', ['reason']));
  const checkSeconds = new Histogram({
    ...named('check_duration_seconds', 'How long a look at a Module takes.'),
    buckets: SECONDS,
  });
  const waiting = new Gauge(named('checks_waiting', 'Modules that wait for their look.'));
  const writes = new Counter(named('writes_total', 'Writes to the API server.', ['kind', 'outcome']));
  const writeSeconds = new Histogram({
    ...named('write_duration_seconds', 'How long a write takes.', ['kind']),
    buckets: SECONDS,
  });
  const reconciles = new Counter(named('reconciles_total', 'Passes over one preflight.', ['outcome']));
  const reconcileSeconds = new Histogram({
    ...named('reconcile_duration_seconds', 'How long a pass takes.'),
    buckets: SECONDS,
  });
  const registry = new Counter(
    named('registry_requests_total', 'Requests to registries.', ['host', 'operation', 'result']),
  );
  const registrySeconds = new Histogram({
    ...named('registry_request_duration_seconds', 'How long a registry takes.', ['operation']),
    buckets: SECONDS,
  });
  const exceptions = new Counter(
    named('cache_handler_exceptions_total', 'Exceptions while an observed change was handled.', ['kind']),
  );
  const leader = new Gauge(named('leader', '1 while this replica holds the Lease.'));
  const hosts = new Set<string>();
  info.set({ version }, 1);
  return {
    checkFinished(reason, durationMs) {
      checks.inc({ reason });
      checkSeconds.observe(durationMs / 1_000);
    },
    objectWritten(kind, outcome, durationMs) {
      writes.inc({ kind, outcome });
      writeSeconds.observe({ kind }, durationMs / 1_000);
    },
    reconcileFinished(outcome, durationMs) {
      reconciles.inc({ outcome });
      reconcileSeconds.observe(durationMs / 1_000);
    },
    waiting: (count) => waiting.set(count),
    registryExchange({ host, result, durationMs, operation }) {
      if (hosts.size < HOSTS_MAX) hosts.add(host);
      registry.inc({ host: hosts.has(host) ? host : 'other', operation, result: String(result) });
      registrySeconds.observe({ operation }, durationMs / 1_000);
    },
    handlerException: (kind) => exceptions.inc({ kind }),
    leading: (leads) => leader.set(leads ? 1 : 0),
    async print() {
      const [register] = registers;
      return { contentType: register?.contentType ?? 'text/plain', text: (await register?.metrics()) ?? '' };
    },
  };
}
