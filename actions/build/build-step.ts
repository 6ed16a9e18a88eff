import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Progress } from "../lib/building/index.ts";
import { type BuildPlan, type Manifest, type PlannedBuild, readBuildPlan } from "../lib/documents/index.ts";
import { type Given, PLAN_LAYOUT, PLAN_NAME, RESULT_LAYOUT, takeFiles } from "../lib/handover/index.ts";
import { readManifest } from "../lib/publishing/index.ts";
import {
  type ActionCall,
  type ActionOutcome,
  buildJobName,
  CLOCK,
  connectGitHub,
  failureText,
  handoverOf,
  openRunWorkspace,
  type RunJob,
  readRunJobs,
} from "../lib/workflow/index.ts";
import { distributionNames, lazySandbox, type Workspace } from "../lib/workspace/index.ts";
import { awaitResults, mostWaitSeconds } from "./await-results.ts";
import { buildJob, postpone } from "./build-job.ts";
import { entryOf, resultsOf } from "./step-place.ts";
import { stepProgress } from "./step-progress.ts";

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
  const awaited = await awaitResults({
    wanted: plan.jobs.filter((one) => job.waitsFor.includes(one.entry)),
    handover: handoverOf(call),
    askJobs: call.context.isAct ? null : () => askJobs(call),
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

/**
 * The plan of this run, if it is the one that the plan job made.
 *
 * @throws HandoverError, DocumentError
 */
export async function takePlan(call: ActionCall, sha256: string | null): Promise<BuildPlan> {
  const handover = handoverOf(call);
  const given = (await handover.list()).find(({ name }) => name === PLAN_NAME);
  if (given === undefined) throw new Error("the plan of this run was not handed over: its job failed");
  const temporary = await mkdtemp(join(call.context.temporaryFolder, "plan-"));
  const folder = join(temporary, "taken");
  await takeFiles(handover, given, { folder, layout: PLAN_LAYOUT, temporary });
  const bytes = await readFile(join(folder, "plan.json"));
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== sha256)
    throw new Error(`the plan handed over has sha256 ${found}, the plan job made ${sha256}`);
  return readBuildPlan(bytes, PLAN_NAME);
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

async function askJobs(call: ActionCall): Promise<ReadonlyMap<string, RunJob>> {
  const jobs = await readRunJobs(await connectGitHub(call), { runId: call.context.runId, all: false });
  const prefix = buildJobName("");
  return new Map(
    jobs.filter(({ name }) => name.startsWith(prefix)).map((job) => [job.name.slice(prefix.length), job]),
  );
}
