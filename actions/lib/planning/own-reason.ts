import type { Built, Failure, IdleEntry, UsedDependency } from "../documents/index.ts";
import { DISTRIBUTION, platformReason, samePlatform } from "./gone-needs.ts";
import { heldUses } from "./holds.ts";
import type { BuildableMember } from "./members.ts";
import { knownHeads, movedSource } from "./moving-heads.ts";
import type { Edge } from "./needs.ts";
import { settingsChange } from "./settings-change.ts";
import type { Situation } from "./situation.ts";
import { type UsesMode, usedValue } from "./uses.ts";
import { listed, move, treeChange, usesChange } from "./words.ts";

export const UNCHANGED = "unchanged";
const WEEK_SECONDS = 7 * 24 * 60 * 60;

/** What an entry's own inputs say, whatever else is built in this run. */
export type Decision = ({ readonly kind: "build" } & Cause) | ({ readonly kind: "rest" } & Rest);

/** Why an entry is not built in this run. */
export type Rest = Omit<IdleEntry, "entry">;

/** "completion": nothing changed, but where a cycle was cut the last build did without a dependency. */
export type Cause = { readonly cause: "change" | "completion"; readonly reason: string };

/** Compares an entry's inputs with those of what is published and of what failed last. */
export function decide(member: BuildableMember, situation: Situation): Decision {
  const cause = causeToBuild(member, situation);
  if (cause === null) return restOf(member, situation);
  const failure = member.published?.failure;
  if (!failure || askedByHand(member, situation) || !sameInputs(failure, member, situation))
    return { kind: "build", ...cause };
  const until = new Date(Date.parse(failure.time) + WEEK_SECONDS * 1000);
  if (situation.world.now >= until)
    return { kind: "build", ...cause, reason: "failed with these inputs: tried again after a week" };
  const day = until.toISOString().slice(0, 10);
  return {
    kind: "rest",
    standing: "waits",
    reason: `failed with these inputs: next when they change, --packages names it, or on ${day}`,
  };
}

function restOf(member: BuildableMember, situation: Situation): Decision {
  const held = waitingFor(member, situation);
  if (held.length === 0) return { kind: "rest", standing: "rests", reason: UNCHANGED };
  const commands = held.map((entry) => `\`scripts/autorepo release ${entry}\``);
  const reason = `to be built again once nothing that it uses is held by a rollback: ${listed(commands)}`;
  return { kind: "rest", standing: "waits", reason };
}

/** The uses that a conditional build's outcome is compared with: of the failure it waits after, or as published. */
export function referenceUses(
  published: { readonly built: Built | null; readonly failure: Failure | null } | null,
  key: string,
): readonly UsedDependency[] {
  const failure = published?.failure;
  return (failure?.key === key ? failure.uses : published?.built?.uses) ?? [];
}

function askedByHand({ name, published }: BuildableMember, { world }: Situation): boolean {
  const { packages, rebuild } = world.selection;
  return rebuild || (packages?.includes(name) ?? false) || (published?.rebuild ?? null) !== null;
}

function causeToBuild(member: BuildableMember, situation: Situation): Cause | null {
  const reason = changeOf(member, situation);
  if (reason !== null) return { cause: "change", reason };
  // Not before it is there: it may be in a cycle of its own that nothing can be built of.
  const lacked = member.published?.built?.uses.find(
    ({ entry, value }) => value === null && isPublished(entry, situation),
  );
  if (!lacked) return null;
  const words = `built without the new ${lacked.entry} where a cycle was cut: built again, complete`;
  return { cause: "completion", reason: words };
}

function changeOf(member: BuildableMember, situation: Situation): string | null {
  const { world } = situation;
  const { published, state } = member;
  if (world.selection.rebuild) return "rebuild asked for by hand";
  if (!published?.built) return "never published";
  const { built } = published;
  if (state.tree.tree !== built.tree) return treeChange(member, built);
  if (state.key !== built.key) return settingsChange(member, built, world.packagesYaml.repository.image);
  const moved = movedSource(member, world);
  if (moved) return `its source ${moved.source} moved ${move(moved.from, moved.to)}`;
  return (
    usesReason(member, built, situation) ??
    platformReason(member, built, situation) ??
    (waitingFor(member, situation).length === 0 ? markReason(member) : null)
  );
}

function markReason({ published }: BuildableMember): string | null {
  const rebuild = published?.rebuild ?? null;
  return rebuild && `rebuild asked for by hand on ${rebuild.slice(0, 10)}`;
}

/** What a build that is asked for by hand has to wait for. */
function waitingFor({ published }: BuildableMember, { held }: Situation): readonly string[] {
  return published?.built && published.rebuild ? heldUses(published.built, held) : [];
}

function isPublished(entry: string, { members }: Situation): boolean {
  return (members.get(entry)?.published?.built ?? null) !== null;
}

/** What it takes from published dependencies now, and took when it was built. */
function usesReason({ name }: BuildableMember, built: Built, situation: Situation): string | null {
  const edges = countedEdges(name, situation);
  for (const { edge, mode } of edges) {
    const now = situation.publishedValue(edge, mode);
    const before = usedValue(built.uses, edge.to);
    if (now === null || before === null || now === before) continue;
    const packages = situation.members.get(edge.to)?.published?.built?.packages ?? [];
    const offers = packages.flatMap((one) => one.offers);
    return usesChange({ dependency: edge.to, mode, before, now, offers });
  }
  const present = new Set([DISTRIBUTION, ...edges.map(({ edge }) => edge.to)]);
  const gone = built.uses.find(({ entry, value }) => value && !present.has(entry));
  return gone && edgesCount(name, situation)
    ? `rebuilt because ${gone.entry} does not serve it any more`
    : null;
}

function edgesCount(name: string, situation: Situation): boolean {
  return situation.members.get(name)?.entry.settings.rebuildOn !== "never";
}

/** Edges that `uses` has a value of. */
export function countedEdges(name: string, situation: Situation): { edge: Edge; mode: UsesMode }[] {
  return situation.edgesOf(name).flatMap((edge) => {
    const mode = situation.modeOf(edge);
    return mode === null ? [] : [{ edge, mode }];
  });
}

/** Whether a build of now would have the inputs that failed; what is not known counts as the same. */
function sameInputs(failure: Failure, member: BuildableMember, situation: Situation): boolean {
  const { key, checks } = member.state;
  if (failure.key !== key || failure.checks !== checks) return false;
  const sameUses = countedEdges(member.name, situation).every(({ edge, mode }) => {
    const now = situation.publishedValue(edge, mode);
    const then = usedValue(failure.uses, edge.to);
    return now === null || then === null || now === then;
  });
  const heads = knownHeads(member, situation.world.heads);
  return (
    sameUses &&
    samePlatform(failure.uses, member, situation) &&
    failure.vcs.every(
      ({ source, commit }) => (heads.find((head) => head.source === source)?.commit ?? commit) === commit,
    )
  );
}
