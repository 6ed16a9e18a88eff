import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MEMORY_BRANCH, MEMORY_FILE, openMemory } from "../lib/detection/index.ts";
import { type Detection, type Memory, writeDocument } from "../lib/documents/index.ts";
import { DETECTION_LAYOUT, documentName, giveFiles } from "../lib/handover/index.ts";
import { openOwnBranch } from "../lib/upstream/index.ts";
import {
  type ActionCall,
  type ActionOutcome,
  beginHandover,
  connectGitHub,
  setOutputs,
  writeSummary,
} from "../lib/workflow/index.ts";
import { lazySandbox, openWorkspace, type Workspace } from "../lib/workspace/index.ts";
import { detectionSummary } from "./detection-summary.ts";
import { openReading } from "./open-reading.ts";
import { readUpstream } from "./read.ts";
import type { ReadRequest } from "./read-request.ts";

/** Packages looked at at the same time, each perhaps in a container. */
const AT_ONCE = 6;

/** Reads upstream and hands over what it saw, with a page for each change. */
export async function readStep(call: ActionCall): Promise<ActionOutcome> {
  const { context } = call;
  await mkdir(context.temporaryFolder, { recursive: true });
  const folder = await mkdtemp(join(context.temporaryFolder, "detection-"));
  const file = call.read.text("manifest") ?? "packages.yaml";
  const workspace = await openWorkspace(call, { file, store: null, fromHeads: false });
  await using sandbox = lazySandbox(call, workspace, AT_ONCE);
  const detection = await readUpstream({
    ...(await openReading(call, workspace, sandbox)),
    ...(await readKnown(call, workspace)),
    noCooldown: new Set(call.read.names("no-cooldown") ?? []),
    reviewed: await pageWriter(call, folder),
  });
  await handOver(call, folder, detection);
  await writeSummary(detectionSummary(detection));
  const changed = detection.entries.filter(({ outcome }) => outcome === "changed").length;
  await setOutputs({ changed });
  return "done";
}

type Known = { readonly memory: Memory; readonly openPullRequests: ReadonlyMap<string, string> };

/** What was seen before, and what is proposed already; under act without a token that of the checkout. */
async function readKnown(call: ActionCall, workspace: Workspace): Promise<Known> {
  if (call.context.isAct && call.read.text("token") === null) {
    const folder = call.context.checkout ?? workspace.folder;
    const settings = { folder, branch: MEMORY_BRANCH, file: MEMORY_FILE };
    const branch = await openOwnBranch({ ...settings, signal: call.signal });
    if (branch === null) throw new Error(`${workspace.folder} is no checkout: detect keeps its memory there`);
    return { memory: (await openMemory(branch, call.say)).memory, openPullRequests: new Map() };
  }
  const { memoryBranch, proposedCommits, readOpenProposals } = await import("../lib/forge/index.ts");
  const forge = await connectGitHub(call);
  const branch = memoryBranch(forge, { branch: MEMORY_BRANCH, file: MEMORY_FILE });
  return {
    memory: (await openMemory(branch, call.say)).memory,
    openPullRequests: proposedCommits(await readOpenProposals(forge)),
  };
}

/** Pages are written while the trees are at hand: nothing of upstream's code has to be fetched for them again. */
async function pageWriter(
  { context }: ActionCall,
  folder: string,
): Promise<NonNullable<ReadRequest["reviewed"]>> {
  const pages = join(folder, "pages");
  await mkdir(pages);
  const { diffPage } = await import("../lib/diff-page/index.ts");
  const rules = `${context.serverUrl}/${context.repository}/blob/HEAD/docs/rules`;
  return async ({ entry, from, to }, review) => {
    if (entry === null) return;
    const rulePage = (rule: string) => `${rules}/${rule}.md`;
    const page = diffPage({ name: entry.name, review, from, to, rulePage });
    await writeFile(join(pages, `${entry.name}.html`), page);
  };
}

async function handOver(call: ActionCall, folder: string, detection: Detection): Promise<void> {
  await writeFile(join(folder, "detection.json"), writeDocument(detection));
  const { temporaryFolder: temporary, attempt } = call.context;
  const name = documentName("detection", attempt);
  await giveFiles(await beginHandover(call), name, { folder, layout: DETECTION_LAYOUT, temporary });
}
