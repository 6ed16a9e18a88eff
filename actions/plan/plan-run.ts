import { createHash } from "node:crypto";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { BuildPlan } from "../lib/documents/index.ts";
import { documentName, giveFiles, PLAN_LAYOUT } from "../lib/handover/index.ts";
import { chooseJobs, MOST_JOBS, type RunJobs } from "../lib/planning/index.ts";
import { removalToConfirm } from "../lib/publishing/index.ts";
import {
  type ActionCall,
  type ActionOutcome,
  beginHandover,
  openRunWorkspace,
  setOutputs,
  writeSetUpSummary,
  writeSummary,
} from "../lib/workflow/index.ts";
import {
  distributionNames,
  lazySandbox,
  platformFiles,
  SettingError,
  type Workspace,
} from "../lib/workspace/index.ts";
import { plan } from "./plan.ts";
import { planSummary } from "./plan-summary.ts";

export type PlanInputs = {
  readonly manifest: string;
  readonly packages: readonly string[] | null;
  readonly rebuild: boolean;
  readonly fromHeads: boolean;
  readonly compare: boolean;
};

/** Containers that only evaluate are small: limits as for a few builds at once. */
const PLANNING_JOBS = 4;

export async function planRun(call: ActionCall, inputs: PlanInputs): Promise<ActionOutcome> {
  const { manifest: file, fromHeads } = inputs;
  const workspace = await openRunWorkspace(call, { file, fromHeads });
  requirePublicAddress(call, workspace);
  await using sandbox = lazySandbox(call, workspace, PLANNING_JOBS);
  const { plan: whole, published } = await plan({
    packagesYaml: workspace.packagesYaml,
    commit: workspace.commit,
    store: await workspace.published(),
    upstream: workspace.upstream,
    distribution: () => distributionNames(call, workspace),
    ...(inputs.compare ? { platformFiles: () => platformFiles(call, workspace) } : {}),
    sandbox: sandbox.open,
    cacheFolder: call.environment.cacheFolder,
    selection: { packages: inputs.packages, rebuild: inputs.rebuild },
    now: call.now,
    signal: call.signal,
    note: call.say,
  });
  const { plan: ofRun, left, parallel } = planOfRun(whole);
  const publishes = hasStore(call, workspace);
  const sha256 = await handOver(call, ofRun);
  const { name: repositoryName } = workspace.packagesYaml.repository;
  const removal = removalToConfirm(ofRun, { repositoryName, manifest: published?.manifest ?? null });
  const state = published?.state ?? null;
  await writeSummary(planSummary({ plan: ofRun, left: left.length, publishes, state, removal }));
  if (published === null) await writeSetUpSummary(call, { file, viewpoint: "job" });
  await setOutputs({
    entries: JSON.stringify(publishes ? ofRun.jobs.map(({ entry }) => entry) : []),
    parallel: parallel ?? MOST_JOBS,
    left: left.length,
    plan: sha256,
    publish: publishes,
  });
  return "done";
}

/**
 * Jobs that plan and build read what is published where everybody does. Without that address they would ask for keys,
 * which are for publish alone.
 *
 * @throws SettingError
 */
function requirePublicAddress({ environment }: ActionCall, { file, packagesYaml }: Workspace): void {
  const { store, url } = packagesYaml.repository;
  if (store.kind !== "s3" || url !== null || environment.aws.accessKeyId !== null) return;
  throw new SettingError(
    `${basename(file)} has no \`url:\` below \`repository:\`; this job has no keys for s3://${store.bucket} and needs none, ` +
      "but the address at which everybody reads the bucket: write it there, such as `url: https://packages.example.org`",
  );
}

type PlanOfRun = { readonly plan: BuildPlan } & Pick<RunJobs, "left" | "parallel">;

/** What this run does not take rests, and says why. */
function planOfRun(whole: BuildPlan): PlanOfRun {
  const { chosen: jobs, left, parallel } = chooseJobs(whole.jobs);
  const later = left.map(({ entry, reason }) => ({
    entry,
    standing: "waits" as const,
    reason: `left for the next run: ${reason}`,
  }));
  return { plan: { ...whole, jobs, idle: [...whole.idle, ...later] }, left, parallel };
}

/** A folder of a hosted runner is gone with the job: nothing is built for it. */
function hasStore({ environment }: ActionCall, { packagesYaml }: Workspace): boolean {
  return packagesYaml.repository.store.kind === "s3" || !environment.hostedRunner;
}

async function handOver(call: ActionCall, ofRun: BuildPlan): Promise<string> {
  const temporary = call.context.temporaryFolder;
  await mkdir(temporary, { recursive: true });
  const folder = await mkdtemp(join(temporary, "plan-"));
  const text = `${JSON.stringify(ofRun)}\n`;
  await writeFile(join(folder, "plan.json"), text);
  const name = documentName("plan", call.context.attempt);
  await giveFiles(await beginHandover(call), name, { folder, layout: PLAN_LAYOUT, temporary });
  return createHash("sha256").update(text).digest("hex");
}
