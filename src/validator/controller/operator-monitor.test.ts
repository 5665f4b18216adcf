import type { OperatorDeployment, OperatorLease } from '../../contract/operator';
import { decideStatusOwner } from '../../domain/preflight/status-owner';
import { NOON } from '../../testing/builders';
import { ManualClock } from '../../testing/scripted-ports';
import { createOperatorMonitor } from './operator-monitor';

const SECOND = 1_000;
const MINUTE = 60_000;
const DAY = 86_400_000;
const NAMESPACE = 'openshift-kmm';

class Scene {
  readonly clock = new ManualClock();
  deployments: OperatorDeployment[] = [];
  leases: OperatorLease[] = [];
  private renewals = 0;
  readonly monitor = createOperatorMonitor(
    () => this.deployments,
    () => this.leases,
    this.clock,
  );

  /** The watch tells of a Lease: its first sight, or a renewal of it. */
  renew(namespace = NAMESPACE): void {
    const previous = this.leases.find((lease) => lease.namespace === namespace);
    const current = { namespace, renewTime: `renewal ${(this.renewals += 1)}` };
    this.leases = [...this.leases.filter((lease) => lease !== previous), current];
    this.monitor.onLease({ key: namespace, current, previous });
  }

  wait(ms: number): void {
    this.clock.time += ms;
  }

  get alive(): boolean {
    return this.monitor.state().alive;
  }

  /** Who owns a PVO for which the operator has made a child. */
  get owner(): string {
    return decideStatusOwner('auto', this.monitor.state(), { served: true, exists: true }, this.clock.now()).owner;
  }
}

const deployment = (overrides: Partial<OperatorDeployment> = {}): OperatorDeployment => ({
  namespace: NAMESPACE,
  available: true,
  managed: false,
  ...overrides,
});

describe('a Deployment', () => {
  test.each<[string, OperatorDeployment[], boolean]>([
    ['that is available', [deployment()], true],
    ['without available replicas', [deployment({ available: false })], false],
    ['of a managed cluster, whose operator runs no preflights', [deployment({ managed: true })], false],
    ['beside a managed one', [deployment({ managed: true }), deployment({ namespace: 'other' })], true],
    ['that does not exist', [], false],
  ])('%s', (_case, deployments, alive) => {
    const scene = new Scene();
    scene.deployments = deployments;
    expect(scene.alive).toBe(alive);
  });
});

describe('a Lease', () => {
  test('at first sight says nothing: it outlives its holder', () => {
    const scene = new Scene();
    scene.renew();
    expect(scene.monitor.state()).toEqual({ alive: false, lastAliveAt: undefined, unknown: true });
  });

  test('that changes is a sign of life for 45 s of our clock', () => {
    const scene = new Scene();
    scene.renew();
    scene.wait(10 * SECOND);
    scene.renew();
    expect(scene.alive).toBe(true);
    scene.wait(45 * SECOND - 1);
    expect(scene.alive).toBe(true);
    scene.wait(1);
    expect(scene.monitor.state()).toEqual({ alive: false, lastAliveAt: NOON + 10 * SECOND, unknown: false });
  });

  test('whose other fields change says nothing', () => {
    const scene = new Scene();
    scene.renew();
    const [same] = scene.leases;
    scene.monitor.onLease({ key: NAMESPACE, current: { ...same! }, previous: same });
    expect(scene.alive).toBe(false);
  });

  test('that is deleted ends it', () => {
    const scene = new Scene();
    scene.renew();
    scene.renew();
    const previous = scene.leases.pop();
    scene.monitor.onLease({ key: NAMESPACE, current: undefined, previous });
    expect(scene.alive).toBe(false);
  });

  test('of a namespace with a managed Deployment does not count', () => {
    const scene = new Scene();
    scene.deployments = [deployment({ managed: true })];
    scene.renew();
    scene.renew();
    expect(scene.monitor.state()).toEqual({ alive: false, lastAliveAt: undefined, unknown: false });
    scene.renew('other');
    scene.renew('other');
    expect(scene.alive).toBe(true);
  });

  test('that nobody renews is known to be dead after 45 s', () => {
    const scene = new Scene();
    scene.renew();
    scene.wait(45 * SECOND - 1);
    expect(scene.monitor.state().unknown).toBe(true);
    scene.wait(1);
    expect(scene.monitor.state().unknown).toBe(false);
  });
});

test('without Deployment and Lease nothing is unknown', () => {
  expect(new Scene().monitor.state()).toEqual({ alive: false, lastAliveAt: undefined, unknown: false });
});

describe('a PVO that the operator had begun', () => {
  test('stays its own for 5 min after the last renewal, whether anybody asked meanwhile or not', () => {
    const scene = new Scene();
    scene.renew();
    scene.renew();
    scene.wait(5 * MINUTE - 1);
    expect(scene.owner).toBe('KMMOperator');
    scene.wait(1);
    expect(scene.owner).toBe('Validator');
  });

  test('goes back to it with the next renewal', () => {
    const scene = new Scene();
    scene.renew();
    scene.renew();
    scene.wait(10 * MINUTE);
    expect(scene.owner).toBe('Validator');
    scene.renew();
    expect(scene.owner).toBe('KMMOperator');
  });

  test('is its own from the moment a child appears, though nothing else was seen', () => {
    const scene = new Scene();
    expect(scene.owner).toBe('Validator');
    scene.monitor.onChildAppeared();
    expect(scene.alive).toBe(false);
    expect(scene.owner).toBe('KMMOperator');
    scene.wait(5 * MINUTE);
    expect(scene.owner).toBe('Validator');
  });

  test('is left alone at start until the Lease is known to be dead', () => {
    const scene = new Scene();
    scene.renew();
    expect(scene.owner).toBe('KMMOperator');
    scene.wait(45 * SECOND);
    expect(scene.owner).toBe('Validator');
  });
});

describe('when to look again without an event', () => {
  test('never, while nothing was seen', () => expect(new Scene().monitor.nextChangeInMs()).toBeUndefined());

  test('when the first sight of a Lease, or its last renewal, is 45 s ago', () => {
    const scene = new Scene();
    scene.renew();
    scene.wait(20 * SECOND);
    expect(scene.monitor.nextChangeInMs()).toBe(25 * SECOND);
    scene.wait(25 * SECOND);
    expect(scene.monitor.nextChangeInMs()).toBeUndefined();
    scene.renew();
    expect(scene.monitor.nextChangeInMs()).toBe(45 * SECOND);
  });
});

describe('a clock that is set', () => {
  const renewed = (): Scene => {
    const scene = new Scene();
    scene.renew();
    scene.renew();
    expect(scene.alive).toBe(true);
    return scene;
  };

  test('back by a day does not keep a dead operator alive for a day', () => {
    const scene = renewed();
    scene.wait(-DAY);
    expect(scene.alive).toBe(true);
    expect(scene.monitor.nextChangeInMs()).toBe(45 * SECOND);
    scene.wait(45 * SECOND);
    expect(scene.alive).toBe(false);
    expect(scene.owner).toBe('KMMOperator');
    scene.wait(5 * MINUTE);
    expect(scene.owner).toBe('Validator');
  });

  test('back by a day at start does not leave the Lease unknown for a day', () => {
    const scene = new Scene();
    scene.renew();
    scene.wait(-DAY);
    expect(scene.monitor.state().unknown).toBe(true);
    scene.wait(45 * SECOND);
    expect(scene.monitor.state().unknown).toBe(false);
  });

  test('forwards by a day, the next renewal brings a living operator back', () => {
    const scene = renewed();
    scene.wait(DAY);
    scene.renew();
    expect(scene.alive).toBe(true);
  });
});
