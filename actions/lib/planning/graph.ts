/** By node, the nodes it points to; nodes that are no keys are ignored. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/**
 * Strongly connected components (Tarjan), every node in one, each before those that point to it.
 * Iterative: real graphs have thousands of nodes in one chain.
 */
export function components(graph: Graph): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const found: string[][] = [];
  const enter = (node: string): Visit => {
    index.set(node, index.size);
    low.set(node, index.size - 1);
    open.push(node);
    isOpen.add(node);
    return { node, targets: (graph.get(node) ?? []).values() };
  };
  const lower = (node: string, value: number) => low.set(node, Math.min(low.get(node) ?? value, value));
  const leave = (node: string, parent: string | undefined) => {
    if (parent !== undefined) lower(parent, low.get(node) ?? 0);
    if (low.get(node) !== index.get(node)) return;
    const component = open.splice(open.lastIndexOf(node));
    for (const member of component) isOpen.delete(member);
    found.push(component);
  };
  for (const root of graph.keys()) {
    if (index.has(root)) continue;
    const path = [enter(root)];
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const { value: target, done } = visit.targets.next();
      if (done) {
        path.pop();
        leave(visit.node, path.at(-1)?.node);
      } else if (graph.has(target) && !index.has(target)) path.push(enter(target));
      else if (isOpen.has(target)) lower(visit.node, index.get(target) ?? 0);
    }
  }
  return found;
}

type Visit = { readonly node: string; readonly targets: Iterator<string> };

/** Every node that reaches one of `targets`, themselves included. */
export function reaching(targets: Iterable<string>, graph: Graph): Set<string> {
  const sources = reversed(graph);
  const reached = new Set(targets);
  for (const node of reached) for (const source of sources.get(node) ?? []) reached.add(source);
  return reached;
}

/** A shortest way from a node back to itself, both ends included. */
export function pathOfCycle(node: string, graph: Graph): string[] {
  const cameFrom = new Map<string, string>();
  const queue = [node];
  for (const current of queue) {
    for (const target of graph.get(current) ?? []) {
      if (target === node) return wayBack(current, cameFrom, [node]);
      if (!graph.has(target) || cameFrom.has(target)) continue;
      cameFrom.set(target, current);
      queue.push(target);
    }
  }
  return [node];
}

function wayBack(end: string, cameFrom: ReadonlyMap<string, string>, tail: readonly string[]): string[] {
  const path = [...tail];
  for (let node: string | undefined = end; node !== undefined; node = cameFrom.get(node)) path.unshift(node);
  return path;
}

export function reversed(graph: Graph): Map<string, string[]> {
  const sources = new Map<string, string[]>([...graph.keys()].map((node) => [node, []]));
  for (const [node, targets] of graph) for (const target of targets) sources.get(target)?.push(node);
  return sources;
}
