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
  const register = new Registry();
  collectDefaultMetrics({ register, prefix: PREFIX });
  const families = createFamilies(register);
  const hosts = new Set<string>();
  families.info.set({ version }, 1);
  return {
    checkFinished(reason, durationMs) {
      families.checks.inc({ reason });
      families.checkSeconds.observe(durationMs / 1_000);
    },
    objectWritten(kind, outcome, durationMs) {
      families.writes.inc({ kind, outcome });
      families.writeSeconds.observe({ kind }, durationMs / 1_000);
    },
    reconcileFinished(outcome, durationMs) {
      families.reconciles.inc({ outcome });
      families.reconcileSeconds.observe(durationMs / 1_000);
    },
    waiting: (count) => families.waiting.set(count),
    registryExchange({ host, result, durationMs, operation }) {
      if (hosts.size < HOSTS_MAX) hosts.add(host);
      families.registry.inc({ host: hosts.has(host) ? host : 'other', operation, result: String(result) });
      families.registrySeconds.observe({ operation }, durationMs / 1_000);
    },
    handlerException: (kind) => families.exceptions.inc({ kind }),
    leading: (leads) => families.leader.set(leads ? 1 : 0),
    print: async () => ({ contentType: register.contentType, text: await register.metrics() }),
  };
}

function createFamilies(register: Registry) {
  const named = (name: string, help: string, labelNames: string[] = []) => ({
    name: `${PREFIX}${name}`,
    help,
    labelNames,
    registers: [register],
  });
  const seconds = (name: string, help: string, labelNames: string[] = []) =>
    new Histogram({ ...named(name, help, labelNames), buckets: SECONDS });
  return {
    info: new Gauge(named('info', 'Always 1, with the version.', ['version'])),
    checks: new Counter(named('checks_total', 'Looks at Modules by the reason they gave.', ['reason'])),
    checkSeconds: seconds('check_duration_seconds', 'How long a look at a Module takes.'),
    waiting: new Gauge(named('checks_waiting', 'Modules that wait for their look.')),
    writes: new Counter(named('writes_total', 'Writes to the API server.', ['kind', 'outcome'])),
    writeSeconds: seconds('write_duration_seconds', 'How long a write takes.', ['kind']),
    reconciles: new Counter(named('reconciles_total', 'Passes over one preflight.', ['outcome'])),
    reconcileSeconds: seconds('reconcile_duration_seconds', 'How long a pass takes.'),
    registry: new Counter(named('registry_requests_total', 'Requests to registries.', ['host', 'operation', 'result'])),
    registrySeconds: seconds('registry_request_duration_seconds', 'How long a registry takes.', ['operation']),
    exceptions: new Counter(
      named('cache_handler_exceptions_total', 'Exceptions while a change was handled.', ['kind']),
    ),
    leader: new Gauge(named('leader', '1 while this replica holds the Lease.')),
  };
}
