import type { PublishedEntry, VcsCommit } from "../documents/index.ts";
import type { Entry } from "../packages-yaml/packages-yaml.ts";
import { type MovingSource, movingSources } from "../pkgbuild/index.ts";
import { type BuildableMember, isBuildable, membersOf } from "./members.ts";
import type { PlanningWorld } from "./planning-world.ts";

const DAY_SECONDS = 24 * 60 * 60;
const PACE_SECONDS: Readonly<Record<Entry["settings"]["vcs"], number>> = {
  never: Number.POSITIVE_INFINITY,
  daily: DAY_SECONDS,
  weekly: 7 * DAY_SECONDS,
};

/**
 * Moving sources whose newest commit the caller has to ask before `planBuilds`, each once: those of published
 * entries that were last tried longer ago than the pace of their `vcs:`. Only git can be asked without a client
 * of its own; what follows another kind of branch is rebuilt by hand.
 */
export function headsToAsk(world: Omit<PlanningWorld, "heads">): MovingSource[] {
  const members = [...membersOf({ ...world, heads: new Map() }).values()].filter(isBuildable);
  const due = members
    .filter((member) => isDue(member, world.now))
    .flatMap(({ state }) => movingSources(state.tree.metadata))
    .filter(({ kind }) => kind === "git");
  return [...new Map(due.map((source) => [source.source, source])).values()];
}

/** The first source of an entry whose turn it is that moved since it was last built; null: none did. */
export function movedSource(
  member: BuildableMember,
  { heads, now }: Pick<PlanningWorld, "heads" | "now">,
): { readonly source: string; readonly from: string; readonly to: string } | null {
  if (!member.state.moving || !isDue(member, now)) return null;
  for (const { source, commit } of member.published?.built?.vcs ?? []) {
    const head = heads.get(source);
    if (head !== undefined && head !== commit) return { source, from: commit, to: head };
  }
  return null;
}

/** The commits that a build of now would fetch, as far as they are known. */
export function knownHeads(
  { state }: BuildableMember,
  heads: ReadonlyMap<string, string>,
): readonly VcsCommit[] {
  return movingSources(state.tree.metadata).flatMap(({ source }) => {
    const commit = heads.get(source);
    return commit === undefined ? [] : [{ source, commit }];
  });
}

function isDue({ published, entry, state }: BuildableMember, now: Date): boolean {
  if (!state.moving || !published?.built) return false;
  const seconds = (now.getTime() - Date.parse(lastTry(published))) / 1000;
  return seconds >= PACE_SECONDS[entry.settings.vcs];
}

function lastTry({ built, failure }: PublishedEntry): string {
  return [built?.time ?? "", failure?.time ?? ""].sort().at(-1) ?? "";
}
