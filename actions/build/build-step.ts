import { mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { Progress } from "../lib/building/index.ts";
import type { BuildPlan, Manifest, PlannedBuild } from "../lib/documents/index.ts";
import { type Given, RESULT_LAYOUT, takeFiles } from "../lib/handover/index.ts";
import { readManifest } from "../lib/publishing/index.ts";
import {
  type ActionCall,
  type ActionOutcome,
  type BuildJob,
  CLOCK,
  connectGitHub,
  failureText,
  followBuildJobs,
  handoverOf,
  openRunWorkspace,
} from "../lib/workflow/index.ts";
import { distributionNames, lazySandbox, type Workspace } from "../lib/workspace/index.ts";
import { awaitResults, mostWaitSeconds } from "./await-results.ts";
import { buildJob, postpone } from "./build-job.ts";
import { entryOf, resultsOf } from "./step-place.ts";
import { stepProgress } from "./step-progress.ts";
import { takePlan } from "./take-plan.ts";

/** Of one phase's log that is kept, head and tail. */
const LOG_BYTES = 16 * 1024 * 1024;

/**
 * Waits for the packages it needs, builds its own, and leaves the result in a folder for the next step. What goes
 * wrong around the package becomes a result too: others wait for one.
 */
export async function buildStep(call: ActionCall): Promise<ActionOutcome> {
  const entry = entryOf(call);
  const results = resultsOf(call, entry);
  await mkdir(results, { recursive: true });
  const plan = await takePlan(call, call.read.text("plan"));
  const job = plan.jobs.find((one) => one.entry === entry);
  if (job === undefined) throw new Error(`the plan has no job for ${entry}`);
  using progress = stepProgress(call.print);
  const place = { job, results, attempt: call.context.attempt, progress };
  try {
    await settle(call, plan, place);
  } catch (error) {
    call.signal.throwIfAborted();
    await postpone(place, failureText(error));
  }
  return "done";
}

type Place = {
  readonly job: PlannedBuild;
  readonly results: string;
  readonly attempt: number;
  readonly progress: Progress;
};

async function settle(call: ActionCall, plan: BuildPlan, place: Place): Promise<void> {
  const { job, progress } = place;
  const fromHeads = call.read.flag("from-heads");
  const file = call.read.text("manifest") ?? "packages.yaml";
  const workspace = await openRunWorkspace(call, { file, fromHeads });
  const entry = workspace.packagesYaml.entries.find(({ name }) => name === job.entry);
  const wanted = plan.jobs.filter((one) => job.waitsFor.includes(one.entry));
  const awaited = await awaitResults({
    wanted,
    handover: handoverOf(call),
    askJobs: call.context.isAct ? null : askerOf(call, plan, wanted),
    attempt: place.attempt,
    mostSeconds: mostWaitSeconds(entry?.settings.timeoutSeconds ?? 0),
    // GitHub's list of artefacts is a request; under act it is a folder of this machine.
    pauseSeconds: call.context.isAct ? 1 : 30,
    clock: CLOCK,
    signal: call.signal,
    note: (text) => progress.phase(job.entry, null, text),
  });
  if (awaited.kind === "gave up") {
    await postpone(place, awaited.reason);
    return;
  }
  await using sandbox = lazySandbox(call, workspace, 1);
  await buildJob(
    {
      ...place,
      plan,
      packagesYaml: workspace.packagesYaml,
      manifest: await manifestOf(plan, workspace),
      store: await workspace.published(),
      upstream: workspace.upstream,
      sandbox: sandbox.open,
      distribution: () => distributionNames(call, workspace),
      logBytes: LOG_BYTES,
      signal: call.signal,
    },
    await takeResults(call, awaited.results),
  );
}

async function takeResults(call: ActionCall, results: readonly Given[]): Promise<readonly string[]> {
  const temporary = await mkdtemp(join(call.context.temporaryFolder, "needed-"));
  const handover = handoverOf(call);
  const folders: string[] = [];
  for (const given of results) {
    const folder = join(temporary, given.name);
    await takeFiles(handover, given, { folder, layout: RESULT_LAYOUT, temporary });
    folders.push(folder);
  }
  return folders;
}

async function manifestOf({ base }: BuildPlan, workspace: Workspace): Promise<Manifest | null> {
  return base === null ? null : await readManifest(await workspace.published(), base.manifest);
}

/** Connects to GitHub only when there is something to ask. */
function askerOf(
  call: ActionCall,
  { jobs }: BuildPlan,
  wanted: readonly PlannedBuild[],
): () => Promise<readonly BuildJob[]> {
  const { runId, attempt } = call.context;
  const names = (planned: readonly PlannedBuild[]) => planned.map(({ entry }) => entry);
  const following = { runId, attempt, wanted: names(wanted), order: names(jobs), note: call.say };
  let ask: ReturnType<typeof followBuildJobs> | null = null;
  return async () => {
    ask ??= followBuildJobs(await connectGitHub(call), following);
    return await ask();
  };
}
