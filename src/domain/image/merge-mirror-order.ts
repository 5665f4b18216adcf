interface Node {
  name: string;
  before: Set<string>;
  after: Set<string>;
}

/**
 * One order for the mirrors of a source that several objects list, respecting each list where they do not contradict:
 * (B, C) and (A, B) give A, B, C. Ties go by name; a cycle is broken at the smallest name. The source counts as the
 * end of each list that does not contain it, and is left out of the result when it comes last. This is the order that
 * the Machine Config Operator writes, so that nodes and this program try the same place first.
 */
export function mergeMirrorOrder(source: string, lists: string[][]): string[] {
  const nodes = new Map<string, Node>();
  for (const list of lists) {
    const chain = list.includes(source) ? list : [...list, source];
    chain.forEach((name, index) => {
      const next = chain[index + 1];
      if (next !== undefined) connect(nodes, name, next);
    });
  }
  const order = sortNodes(nodes);
  return order.at(-1) === source ? order.slice(0, -1) : order;
}

function connect(nodes: Map<string, Node>, from: string, to: string): void {
  nodeOf(nodes, from).after.add(to);
  nodeOf(nodes, to).before.add(from);
}

function nodeOf(nodes: Map<string, Node>, name: string): Node {
  const node = nodes.get(name) ?? { name, before: new Set(), after: new Set() };
  nodes.set(name, node);
  return node;
}

function sortNodes(nodes: Map<string, Node>): string[] {
  const byName = [...nodes.keys()].sort();
  const ready = byName.filter((name) => nodes.get(name)?.before.size === 0);
  const order = new Set<string>();
  for (;;) {
    const name = ready.shift() ?? byName.find((candidate) => !order.has(candidate));
    if (name === undefined) return [...order];
    order.add(name);
    ready.push(...releaseSuccessors(nodes, name).filter((next) => !order.has(next)));
  }
}

/** Takes a node out of its successors' way; names those that nothing precedes any more, sorted. */
function releaseSuccessors(nodes: Map<string, Node>, name: string): string[] {
  const successors = [...(nodes.get(name)?.after ?? [])].sort();
  return successors.filter((next) => {
    const before = nodes.get(next)?.before;
    return before?.delete(name) === true && before.size === 0;
  });
}
