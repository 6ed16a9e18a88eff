import type { MissingDependency, PlannedBuild, UsedDependency } from "../documents/index.ts";
import type { CutEdges } from "./cycles.ts";
import { DISTRIBUTION, platformValue } from "./gone-needs.ts";
import { pathOfCycle } from "./graph.ts";
import type { Intent, Intents } from "./intents.ts";
import { type BuildableMember, publishedVersion } from "./members.ts";
import { knownHeads } from "./moving-heads.ts";
import type { Edge, Needs } from "./needs.ts";
import { countedEdges, type Rest, UNCHANGED } from "./own-reason.ts";
import type { Situation } from "./situation.ts";
import { hasFallback } from "./waits.ts";
import { additionOf, condition } from "./words.ts";

/** Jobs in the order given, and why the other entries are idle. */
export type Settled = {
  readonly jobs: readonly PlannedBuild[];
  readonly idle: ReadonlyMap<string, Rest>;
  readonly missing: readonly MissingDependency[];
};

/**
 * Turns intents into jobs, dependencies before those that wait for them, so that what cannot be built leaves its
 * dependents with the published version, or idle.
 */
export function settle(order: readonly string[], plan: Planned, situation: Situation): Settled {
  const accepted = new Map<string, Accepted>();
  const idle = new Map<string, Resting>(
    [...plan.intents.rests].map(([entry, rest]) => [entry, { ...rest, root: entry }]),
  );
  const missing: MissingDependency[] = [];
  const stuck = stuckReasons(plan.waits, situation);
  const cut = new Set(plan.waits.cut);
  const kept = Map.groupBy(plan.waits.kept, ({ from }) => from);
  for (const name of order) {
    const intent = plan.intents.builds.get(name);
    if (!intent) continue;
    const lacking = missingOf(name, situation);
    missing.push(...lacking);
    const waits = (kept.get(name) ?? []).filter(({ to }) => accepted.has(to));
    const reason = stuck.get(name) ?? lackReason(name, situation);
    const rest = reason
      ? { standing: "unbuildable" as const, reason, root: name }
      : blockedRest({ name, waits, cut, idle }, situation);
    if (rest !== null) idle.set(name, rest);
    else if (intent.cause !== "condition" || waits.some((edge) => situation.modeOf(edge) !== null)) {
      accepted.set(name, { intent, waits });
      idle.delete(name);
    }
  }
  // What is cut counts only where the other end is built after all.
  const isCut = (edge: Edge) => cut.has(edge) && (accepted.has(edge.to) || !hasFallback(edge, situation));
  const jobs = [...accepted.values()].map((one) => jobOf(one, isCut, situation));
  return { jobs, idle, missing };
}

type Accepted = { readonly intent: Intent; readonly waits: readonly Edge[] };
export type Planned = { readonly intents: Intents; readonly waits: CutEdges };
type Settlement = {
  readonly name: string;
  readonly waits: readonly Edge[];
  readonly cut: ReadonlySet<Edge>;
  readonly idle: ReadonlyMap<string, Resting>;
};

/** Why an entry rests, and the entry that it really waits for: itself where nothing else is in its way. */
type Resting = Rest & { readonly root: string };

/** Whether dependencies that are not built now stand in the way; null: each can be had. */
function blockedRest({ name, waits, cut, idle }: Settlement, situation: Situation): Resting | null {
  const blocking = situation
    .edgesOf(name)
    .find(
      (edge) => !waits.includes(edge) && !hasFallback(edge, situation) && !(cut.has(edge) && edge.checkOnly),
    );
  if (!blocking) return null;
  const at = publishedVersion(situation.members.get(blocking.to)?.published ?? null);
  if (at !== null && idle.get(blocking.to)?.reason === UNCHANGED)
    return {
      standing: "unbuildable",
      reason: `needs ${blocking.dependencies.join(", ")}, ${tooOld(blocking.to, at)}`,
      root: name,
    };
  const root = idle.get(blocking.to)?.root ?? blocking.to;
  const by = root === blocking.to ? "" : `, which waits for ${root}`;
  const why = idle.get(root)?.reason;
  return { standing: "waits", reason: `waiting for ${blocking.to}${by}${why ? `: ${why}` : ""}`, root };
}

function jobOf(
  { intent, waits }: Accepted,
  isCut: (edge: Edge) => boolean,
  situation: Situation,
): PlannedBuild {
  const { name, state, published } = intent.member;
  const conditional = intent.cause === "condition";
  const edges = situation.edgesOf(name);
  const awaited = waits.flatMap((edge) => {
    const mode = situation.modeOf(edge);
    return mode === null ? [] : [{ entry: edge.to, mode }];
  });
  return {
    entry: name,
    key: state.key,
    checks: state.checks,
    commit: state.tree.commit,
    tree: state.tree.tree,
    uses: [
      ...usesOf(name, (edge) => waits.includes(edge) || (isCut(edge) && !conditional), situation),
      ...usesOfPlatform(intent.member, situation),
    ],
    vcs: knownHeads(intent.member, situation.world.heads),
    reason: intent.cause === "condition" ? condition(awaited) : intent.reason,
    waitsFor: waits.map(({ to }) => to).sort(),
    conditional,
    withoutCheck: edges.some((edge) => isCut(edge) && edge.checkOnly && !hasFallback(edge, situation)),
    seconds: published?.built?.seconds ?? null,
  };
}

/** A dependency that only the distribution has a version of yet is not among them. */
function usesOf(name: string, isUnknown: (edge: Edge) => boolean, situation: Situation): UsedDependency[] {
  const uses = countedEdges(name, situation).flatMap(({ edge, mode }): UsedDependency[] => {
    if (isUnknown(edge)) return [{ entry: edge.to, value: null }];
    const value = situation.publishedValue(edge, mode);
    return value === null ? [] : [{ entry: edge.to, value }];
  });
  return uses.sort((a, b) => (a.entry < b.entry ? -1 : 1));
}

function usesOfPlatform(member: BuildableMember, situation: Situation): UsedDependency[] {
  const value = platformValue(member, situation);
  return value === "" ? [] : [{ entry: DISTRIBUTION, value }];
}

function lackReason(name: string, situation: Situation): string | null {
  const lacks = situation
    .unsatisfiedOf(name)
    .map(({ dependency, answer }) => `${dependency}, ${whyLacking(dependency, answer)}`);
  return lacks.length === 0 ? null : `needs ${lacks.join("; ")}`;
}

function whyLacking(dependency: string, answer: Needs["unsatisfied"][number]["answer"]): string {
  if (answer.by === "older") return tooOld(answer.entry, answer.version);
  if (answer.by === "unlisted")
    return `which ${answer.entry} makes, but does not list under \`packages:\` in packages.yaml`;
  return `which neither this repository nor core and extra have: ${adviceOn(dependency)}`;
}

function tooOld(entry: string, version: string): string {
  return `but ${entry} is at ${version}: a newer pin of ${entry} would do`;
}

function adviceOn(dependency: string): string {
  const command = additionOf(dependency);
  return command === null ? "list its package in packages.yaml" : `\`${command}\` lists it`;
}

function missingOf(name: string, situation: Situation): MissingDependency[] {
  return situation
    .unsatisfiedOf(name)
    .filter(({ answer }) => answer.by === "nobody")
    .map(({ dependency }) => ({ entry: name, dependency, command: additionOf(dependency) }));
}

function stuckReasons({ stuck }: CutEdges, situation: Situation): Map<string, string> {
  return new Map(
    stuck.flatMap((component) => {
      const inside = new Set(component);
      const graph = new Map(
        component.map((name) => [
          name,
          situation.edgesOf(name).flatMap(({ to }) => (inside.has(to) ? [to] : [])),
        ]),
      );
      return component.map((name) => [name, cycleReason(pathOfCycle(name, graph))] as const);
    }),
  );
}

function cycleReason(path: readonly string[]): string {
  return `each needs the next, and nothing published satisfies them: ${path.join(" → ")}; one of them has to be published without the next`;
}
