import { CommandError, type ExitName } from "../exit-codes.ts";
import type { Call } from "../verb.ts";
import { reviewVerb } from "../verbs/review.ts";
import { reviewCommits } from "./review-commits.ts";
import { reviewEntry } from "./review-entry.ts";

export async function run(call: Call): Promise<ExitName> {
  const [name, from, to] = call.operands;
  if (name !== undefined && from === undefined) {
    refuse(call, ["path", "branch"], "belongs to a review of REPOSITORY FROM TO; an entry says it itself");
    return await reviewEntry(call, name);
  }
  if (name === undefined || from === undefined || to === undefined) {
    const usage = `usage: scripts/autorepo review ${reviewVerb.usage}`;
    throw new CommandError(
      "wrongUse",
      `write the name of an entry, or a repository and two commits\n${usage}`,
    );
  }
  refuse(call, ["no-cooldown", "accept", "accept-alarm"], "belongs to an entry of packages.yaml");
  return await reviewCommits(call, { repository: name, from: isNothing(from) ? null : from, to });
}

/** As git's hooks write "nothing before", too. */
function isNothing(from: string): boolean {
  return from === "" || from === "-" || /^0{40}$/.test(from);
}

function refuse({ values }: Call, options: readonly string[], why: string): void {
  const given = options.find((option) => values[option] !== undefined);
  if (given !== undefined) throw new CommandError("wrongUse", `--${given} ${why}`);
}
