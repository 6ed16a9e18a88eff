import type { BuildResult, Hold } from "../../documents/index.ts";
import type { Entry } from "../../packages-yaml/packages-yaml.ts";
import { isHeld } from "../../planning/index.ts";
import type { Verdict } from "../publication.ts";

/** What a result is by its inputs alone: worth reading, a failure to record, or nothing to do with. */
export type Claim =
  | { readonly kind: "built" | "failed"; readonly entry: Entry }
  | { readonly kind: "dropped"; readonly verdict: Verdict };

export type ClaimContext = {
  /** The entry of that name at the tip; null: packages.yaml has none. */
  readonly entry: Entry | null;
  readonly hold: Hold | null;
  /** The build key as the tip has it, for the tree that the result names. */
  readonly key: string | null;
};

/** Compares what a result says it was made from with what packages.yaml at the tip asks for. */
export function judgeClaim(result: BuildResult, { entry, hold, key }: ClaimContext): Claim {
  const dropped = (outcome: Verdict["outcome"], reason: string): Claim => ({
    kind: "dropped",
    verdict: { entry: result.entry, outcome, reason },
  });
  if (entry === null) return dropped("superseded", "packages.yaml no longer has this entry");
  const moved = movedPin(result, entry);
  if (moved) return dropped("superseded", moved);
  if (key !== result.key) {
    return dropped(
      "superseded",
      "its names, network level or image changed in packages.yaml since it was planned",
    );
  }
  if (isHeld(entry, hold)) {
    return dropped(
      "held",
      `a rollback of ${hold.since} holds it: \`scripts/autorepo release ${entry.name}\` lifts that`,
    );
  }
  switch (result.outcome) {
    case "built":
      return { kind: "built", entry };
    case "failed":
      // Mirrors, networks and runners say nothing about the package: the next scheduled run tries again.
      if (result.fault !== "infrastructure") return { kind: "failed", entry };
      return dropped("postponed", result.reason);
    case "unneeded":
    case "blocked":
    case "postponed":
      return dropped(result.outcome, result.reason);
  }
}

/** Why the result is of another pin than the tip's; null: it is of that one. */
function movedPin(result: BuildResult, entry: Entry): string | null {
  if ("local" in entry.source) {
    return result.commit === null ? null : `${entry.name} is a folder of this repository now`;
  }
  if (entry.ref === null) return "its first review has not been accepted yet";
  if (result.commit === null) return `${entry.name} comes from ${entry.source.git} now`;
  // What a branch or tag means was resolved once, by plan.
  if (entry.ref.kind !== "commit" || entry.ref.sha === result.commit) return null;
  return `built from ${result.commit.slice(0, 12)}, packages.yaml names ${entry.ref.sha.slice(0, 12)} now`;
}
