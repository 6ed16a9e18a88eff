import { mkdtemp, realpath } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { FinishedBuild } from "../lib/building/index.ts";
import type { BuildPlan, Manifest } from "../lib/documents/index.ts";
import { type ActionCall, type ActionOutcome, InputError, writeSummary } from "../lib/workflow/index.ts";
import {
  distributionNames,
  type LazySandbox,
  lazySandbox,
  openWorkspace,
  SettingError,
  type Workspace,
} from "../lib/workspace/index.ts";
import { plan } from "../plan/plan.ts";
import { build } from "./build.ts";
import { type ChangedEntry, changedEntries, entriesToTry } from "./changed-entries.ts";
import { stepProgress } from "./step-progress.ts";
import { reviewEntries } from "./trial-review.ts";
import { nothingToTry, trialSummary } from "./trial-summary.ts";
import { judgeTrial } from "./trial-verdict.ts";

/** Of one phase's log that is kept; nobody reads those of a trial later. */
const LOG_BYTES = 1024 * 1024;

/**
 * Tries what a change of packages.yaml would build: reviews it where that is asked for, builds and install-tests it,
 * and throws the packages away. It has no secret and no token that writes; whether it succeeded is the job's own
 * conclusion, which package code cannot set.
 */
export async function trialStep(call: ActionCall): Promise<ActionOutcome> {
  const head = await openWorkspace(call, await placeOf(call, "manifest"));
  const base = await openBase(call);
  const { changed, removed } = await changedEntries(base, head);
  const { tried, spared } = entriesToTry(changed);
  if (tried.length === 0) {
    await writeSummary(nothingToTry(removed));
    return "done";
  }
  await using sandbox = lazySandbox(call, head, 1);
  if (call.read.flag("review")) {
    const objections = await reviewEntries(call, { base, head, changed, sandbox });
    if (objections.length > 0) return { failed: `nothing was built: ${objections.join("; ")}` };
  }
  const built = await buildChanged(call, { base: base ?? head, head, tried, sandbox });
  const verdicts = judgeTrial(tried, built);
  await writeSummary(trialSummary({ verdicts, spared, removed }));
  const failed = verdicts.filter(({ passed }) => !passed);
  if (failed.length === 0) return "done";
  return { failed: failed.map(({ entry, outcome, reason }) => `${entry} ${outcome}: ${reason}`).join("\n") };
}

/** A change may bring a link in place of a file, and have this machine's files quoted in an error. */
async function placeOf({ read }: ActionCall, name: "manifest" | "base") {
  const file = read.text(name) ?? "packages.yaml";
  const real = await realpath(file).catch(() => resolve(file));
  if (relative(await realpath("."), real) !== relative(".", file))
    throw new InputError(`${file} is, or lies below, a symbolic link: commit the file itself`);
  return { file, store: null, fromHeads: false };
}

/** null: it cannot be read. All that the change lists then counts as new, or nobody could mend it by a pull request. */
async function openBase(call: ActionCall): Promise<Workspace | null> {
  try {
    return await openWorkspace(call, await placeOf(call, "base"));
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    call.say(
      `without this change packages.yaml cannot be used, so that all it lists is tried: ${error.message}`,
    );
    return null;
  }
}

type Trial = {
  /** Says where the packages are that are published now: what a change says of that is not so yet. */
  readonly base: Workspace;
  readonly head: Workspace;
  readonly tried: readonly ChangedEntry[];
  readonly sandbox: LazySandbox;
};

export type Built = {
  readonly plan: BuildPlan;
  readonly manifest: Manifest | null;
  readonly finished: readonly FinishedBuild[];
};

async function buildChanged(call: ActionCall, { base, head, tried, sandbox }: Trial): Promise<Built> {
  const { name } = base.packagesYaml.repository;
  const { upstream } = head;
  const repository = { ...head.packagesYaml.repository, name };
  const packagesYaml = { ...head.packagesYaml, repository };
  const shared = { packagesYaml, store: await base.published(), upstream, signal: call.signal };
  const planned = await plan({
    ...shared,
    commit: null,
    distribution: () => distributionNames(call, head),
    sandbox: sandbox.open,
    cacheFolder: call.environment.cacheFolder,
    selection: { packages: tried.map((one) => one.head.name), rebuild: true },
    now: call.now,
    note: call.say,
  });
  const manifest = planned.published?.manifest ?? null;
  using progress = stepProgress(call.print);
  const finished = await build({
    ...shared,
    plan: planned.plan,
    manifest,
    sandbox: await sandbox.open(),
    distribution: await distributionNames(call, head),
    results: await mkdtemp(join(call.context.temporaryFolder, "trial-")),
    jobs: 1,
    attempt: 1,
    logBytes: LOG_BYTES,
    progress,
  });
  return { plan: planned.plan, manifest, finished };
}
