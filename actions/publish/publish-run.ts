import { mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { takePlan } from "../build/take-plan.ts";
import type { BuildPlan } from "../lib/documents/index.ts";
import type { Forge } from "../lib/forge/index.ts";
import type { ResultName } from "../lib/handover/index.ts";
import { clientsTrust, type RebuildAsked } from "../lib/publishing/index.ts";
import {
  type ActionCall,
  type ActionOutcome,
  connectGitHub,
  handoverOf,
  openRunWorkspace,
  readBuildJobs,
  setOutputs,
  writeSetUpSummary,
  writeSummary,
} from "../lib/workflow/index.ts";
import { addressOf, distributionNames, openSigning, type Workspace } from "../lib/workspace/index.ts";
import { leaveNews, leaveStop } from "./leave-news.ts";
import { followsNext } from "./next-run.ts";
import { type PublishedResults, publishResults } from "./publish-results.ts";
import { publishSummary } from "./publish-summary.ts";
import { tipOfCheckout, tipOnGitHub } from "./read-tip.ts";
import { type Received, receiveResults } from "./receive-results.ts";

/**
 * Publishes what passed, whatever else failed; the job is red where something was refused. Where it cannot publish at
 * all, its page says what is set up and what is not.
 */
export async function publishRun(call: ActionCall): Promise<ActionOutcome> {
  try {
    return await publishRunResults(call);
  } catch (error) {
    const file = call.read.text("manifest") ?? "packages.yaml";
    await leaveStop(call, error);
    await writeSetUpSummary(call, { file, viewpoint: "publish-job" });
    throw error;
  }
}

async function publishRunResults(call: ActionCall): Promise<ActionOutcome> {
  const place = {
    file: call.read.text("manifest") ?? "packages.yaml",
    fromHeads: call.read.flag("from-heads"),
  };
  const workspace = await openRunWorkspace(call, place);
  const signing = await openSigning(call, workspace);
  const plan = await takePlan(call, call.read.text("plan"));
  const forge = call.context.isAct ? null : await connectGitHub(call);
  const received = await receive(call, plan, forge);
  const { url, runId: id, attempt } = call.context;
  const runId = `${id}-${attempt}`;
  const publication = await publishResults({
    store: await workspace.store(),
    repository: addressOf(workspace),
    readTip: () => (forge === null ? tipOfCheckout(workspace) : tipOnGitHub(forge, workspace, place.file)),
    plan,
    results: received.results,
    distribution: await distributionNames(call, workspace),
    rebuildAsked: rebuildAsked(call),
    remove: call.read.count("remove"),
    run: url === null ? null : { url, id, attempt },
    signing,
    runId,
    started: call.now,
    now: new Date(),
    warn: call.say,
  });
  await leaveNews(call, {
    ...{ store: await workspace.store(), repository: addressOf(workspace) },
    ...{ publication, signing, runId, elsewhere: plan.elsewhere },
  });
  await tell(call, { workspace, publication, received, runId, plan });
  const refused = publication.verdicts.filter(({ outcome }) => outcome === "refused");
  if (refused.length === 0) return "done";
  return { failed: refused.map(({ entry, reason }) => `${entry} was refused: ${reason}`).join("\n") };
}

async function receive(call: ActionCall, plan: BuildPlan, forge: Forge | null): Promise<Received> {
  await mkdir(call.context.temporaryFolder, { recursive: true });
  const folder = await mkdtemp(join(call.context.temporaryFolder, "results-"));
  const isAccounted = forge === null ? () => true : await accountedJobs(call, forge);
  return await receiveResults({ plan, handover: handoverOf(call), isAccounted, folder });
}

/** Names are free for any job to take: what counts is that the entry's own job says it handed over. */
async function accountedJobs(call: ActionCall, forge: Forge): Promise<(name: ResultName) => boolean> {
  const jobs = await readBuildJobs(forge, { runId: call.context.runId });
  const handedOver = new Set(
    jobs.filter((job) => job.handedOver).map(({ entry, attempt }) => `${entry} ${attempt}`),
  );
  return ({ entry, attempt }) => handedOver.has(`${entry} ${attempt}`);
}

function rebuildAsked({ read }: ActionCall): RebuildAsked {
  if (!read.flag("rebuild")) return { kind: "none" };
  const entries = read.names("packages");
  return entries === null ? { kind: "all" } : { kind: "named", entries };
}

type Told = {
  readonly workspace: Workspace;
  readonly publication: PublishedResults;
  readonly received: Received;
  readonly runId: string;
  readonly plan: BuildPlan;
};

async function tell(
  call: ActionCall,
  { workspace, publication, received, runId, plan }: Told,
): Promise<void> {
  const { state, verdicts } = publication;
  const signing = clientsTrust(state);
  const repository = addressOf(workspace);
  await writeSummary(publishSummary({ publication, repository, signing, runId, ...received }));
  const count = (wanted: string) => verdicts.filter(({ outcome }) => outcome === wanted).length;
  const published = count("published");
  const later = call.read.count("left") ?? 0;
  const left = later + count("postponed") + received.missing.length;
  const next = followsNext({ published, left, planned: plan.jobs.length + later });
  const issues = keepsIssues(call);
  const elsewhere = plan.elsewhere.join(" ");
  await setOutputs({ generation: state.generation, published, next, issues, elsewhere });
}

/** Whether issues are to be kept after this run: never of what was built from branch heads, nor without a token. */
function keepsIssues({ read, context }: ActionCall): boolean {
  return !read.flag("from-heads") && !(context.isAct && read.text("token") === null);
}
