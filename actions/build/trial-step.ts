import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { FinishedBuild } from "../lib/building/index.ts";
import { type ActionCall, type ActionOutcome, table, words, writeSummary } from "../lib/workflow/index.ts";
import {
  distributionNames,
  type LazySandbox,
  lazySandbox,
  openWorkspace,
  type Workspace,
} from "../lib/workspace/index.ts";
import { plan } from "../plan/plan.ts";
import { build } from "./build.ts";
import { type ChangedEntry, changedEntries } from "./changed-entries.ts";
import { stepProgress } from "./step-progress.ts";
import { reviewEntries } from "./trial-review.ts";

/** Of one phase's log that is kept; nobody reads those of a trial later. */
const LOG_BYTES = 1024 * 1024;

/**
 * Tries what a change of packages.yaml would build: reviews it where that is asked for, builds and install-tests it,
 * and throws the packages away. It has no secret and no token that writes; whether it succeeded is the job's own
 * conclusion, which package code cannot set.
 */
export async function trialStep(call: ActionCall): Promise<ActionOutcome> {
  const head = await openWorkspace(call, placeOf(call, "manifest"));
  const base = await openWorkspace(call, placeOf(call, "base"));
  const changed = await changedEntries(base, head);
  if (changed.length === 0) {
    await writeSummary(
      "## Trial\n\n`packages.yaml` is valid, and nothing that would be built has changed.\n",
    );
    return "done";
  }
  await using sandbox = lazySandbox(call, head, 1);
  const alarms = call.read.flag("review") ? await reviewEntries(call, { base, head, changed, sandbox }) : [];
  if (alarms.length > 0)
    return { failed: `nothing was built: the review raises an alarm for ${alarms.join(", ")}` };
  const finished = await buildChanged(call, head, { changed, sandbox });
  await writeSummary(trialSummary(finished));
  const failed = finished.filter(({ result }) => result.outcome !== "built" && result.outcome !== "unneeded");
  if (failed.length === 0) return "done";
  return {
    failed: failed.map(({ result }) => `${result.entry} ${result.outcome}: ${result.reason}`).join("\n"),
  };
}

function placeOf({ read }: ActionCall, name: "manifest" | "base") {
  return { file: read.text(name) ?? "packages.yaml", store: null, fromHeads: false };
}

type Changed = {
  readonly changed: readonly ChangedEntry[];
  readonly sandbox: LazySandbox;
};

async function buildChanged(
  call: ActionCall,
  workspace: Workspace,
  { changed, sandbox }: Changed,
): Promise<readonly FinishedBuild[]> {
  const { packagesYaml, upstream } = workspace;
  const store = await workspace.published();
  const shared = { packagesYaml, store, upstream, signal: call.signal };
  const { plan: planned, published } = await plan({
    ...shared,
    commit: null,
    distribution: () => distributionNames(call, workspace),
    sandbox: sandbox.open,
    cacheFolder: call.environment.cacheFolder,
    selection: { packages: changed.map((one) => one.head.name), rebuild: true },
    now: call.now,
    note: call.say,
  });
  using progress = stepProgress(call.print);
  return await build({
    ...shared,
    plan: planned,
    manifest: published?.manifest ?? null,
    sandbox: await sandbox.open(),
    distribution: await distributionNames(call, workspace),
    results: await mkdtemp(join(call.context.temporaryFolder, "trial-")),
    jobs: 1,
    attempt: 1,
    logBytes: LOG_BYTES,
    progress,
  });
}

function trialSummary(finished: readonly FinishedBuild[]): string {
  return `## Trial\n\n${table(
    "Built and install-tested",
    ["Entry", "Outcome", "Why"],
    finished.map(({ result: { entry, outcome, reason } }) => [words(entry), words(outcome), words(reason)]),
  )}`;
}
