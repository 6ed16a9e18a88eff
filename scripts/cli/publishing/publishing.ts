import { randomBytes } from "node:crypto";
import type { BuildPlan } from "../../../actions/lib/documents/index.ts";
import type {
  CollectedResult,
  Publication,
  RebuildAsked,
  Signing,
} from "../../../actions/lib/publishing/index.ts";
import { addressOf, distributionNames, type Workspace } from "../../../actions/lib/workspace/index.ts";
import { type PublishedResults, publishResults } from "../../../actions/publish/publish-results.ts";
import { tipOfCheckout } from "../../../actions/publish/read-tip.ts";
import { CommandError, type ExitName } from "../exit-codes.ts";
import type { Call } from "../verb.ts";
import { publicationText } from "./publication-text.ts";
import { reportPlace } from "./report-place.ts";

export type PublishOnTerminal = {
  readonly workspace: Workspace;
  readonly signing: Signing;
  readonly plan: BuildPlan;
  readonly results: readonly CollectedResult[];
  readonly rebuildAsked: RebuildAsked;
  /** How many names may go, as `--remove` says; null: it was not given. */
  readonly remove: number | null;
};

/** Publishes results and writes the report. */
export async function publishOnTerminal(call: Call, wanted: PublishOnTerminal): Promise<PublishedResults> {
  const { workspace } = wanted;
  return await publishResults({
    ...wanted,
    store: await workspace.store(),
    repository: addressOf(workspace),
    readTip: () => tipOfCheckout(workspace),
    distribution: await distributionNames(call, workspace),
    remove: wanted.remove,
    run: null,
    runId: runIdOf(call.now),
    started: call.now,
    now: new Date(),
    warn: call.screen.say,
  });
}

/** Prints what a publication did, and where its report is. */
export async function printPublication(
  { screen }: Call,
  workspace: Workspace,
  publication: PublishedResults,
): Promise<void> {
  screen.print(`${publicationText(publication, screen)}Report: ${await reportPlace(workspace)}`);
}

/** Sorts by time; the random end keeps two runs of one second apart. */
function runIdOf(now: Date): string {
  return `${now.toISOString().replace(/[-:]/g, "").slice(0, 15)}-${randomBytes(2).toString("hex")}`;
}

/**
 * What `--remove` confirms; read before anything is built.
 *
 * @throws CommandError `wrongUse`
 */
export function removeOf(call: Call): number | null {
  const given = call.values.remove;
  if (typeof given !== "string") return null;
  const count = Number(given);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new CommandError("wrongUse", `--remove is "${given}": write the number of names that may be removed`);
}

/** Whether a publication left packages behind that somebody should look at. */
export function exitAfter({ verdicts }: Publication): ExitName {
  const bad = new Set(["failed", "refused", "blocked"]);
  return verdicts.some(({ outcome }) => bad.has(outcome)) ? "packagesFailed" : "done";
}
