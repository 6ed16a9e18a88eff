import { MEMORY_BRANCH, MEMORY_FILE, openMemory } from "../lib/detection/index.ts";
import { type Detection, type Memory, writeDocument } from "../lib/documents/index.ts";
import {
  decideProposals,
  endsRun,
  type Forge,
  type ForgeError,
  memoryBranch,
  type ProposalAction,
} from "../lib/forge/index.ts";
import type { PullRequestFacts } from "../lib/pull-request/index.ts";
import { carryOut, type Done, entryOf } from "./carry-out.ts";
import { type Manifest, readManifestAt } from "./manifest-at.ts";
import { readFacts } from "./proposal-facts.ts";

export type ProposeOptions = {
  readonly forge: Forge;
  readonly detection: Detection;
  /** Path of packages.yaml in the repository, and how it is read. */
  readonly manifest: { readonly path: string; readonly aurUrl: string };
  /** The page with an entry's whole change; null: none was made. */
  readonly page: (entry: string) => PullRequestFacts["links"]["page"];
  readonly note: (text: string) => void;
};

export type ProposeOutcome = {
  /** What was done about each entry, in the order in which it was done. */
  readonly done: readonly Done[];
  /** Why the run ended early; what it had opened stays, and the next run goes on. */
  readonly stopped: ForgeError | null;
};

const MOST_OPENED = 20;

/**
 * Makes the pull requests of the repository what the detection says: opens, refreshes and closes them, starts their
 * trials and saves the memory. Every step may be repeated, so that a run which was cut off anywhere is finished by the
 * next. Throws where GitHub or packages.yaml cannot be read at all.
 */
export async function propose(options: ProposeOptions): Promise<ProposeOutcome> {
  const { actions, manifest } = await decide(options).catch(async (error: unknown) => {
    await remember(options, []);
    throw error;
  });
  await remember(options, actions);
  return await carryOutAll(actions, options, manifest);
}

async function decide(
  options: ProposeOptions,
): Promise<{ readonly actions: readonly ProposalAction[]; readonly manifest: Manifest }> {
  const { forge, detection } = options;
  const manifest = await readManifestAt(forge, options.manifest);
  const facts = await readFacts(forge, { detection, manifest });
  return { actions: decideProposals(facts, { mostOpened: MOST_OPENED }), manifest };
}

async function carryOutAll(
  actions: readonly ProposalAction[],
  options: ProposeOptions,
  manifest: Manifest,
): Promise<ProposeOutcome> {
  const { forge, page, note } = options;
  const done: Done[] = [];
  let stopped: ForgeError | null = null;
  for (const action of actions) {
    if (stopped !== null) {
      done.push({ entry: entryOf(action), outcome: "postponed", url: null, reason: "the run ended early" });
      continue;
    }
    try {
      done.push(await carryOut(action, { forge, manifest, page, note }));
    } catch (error) {
      if (endsRun(error)) stopped = error;
      done.push({ entry: entryOf(action), outcome: "failed", url: null, reason: wordsOf(error) });
    }
  }
  return { done, stopped };
}

/** What was seen is kept even where nothing can be opened: a lost memory would start every cooldown anew. */
async function remember(
  { forge, detection, note }: ProposeOptions,
  actions: readonly ProposalAction[],
): Promise<void> {
  const rejected = actions.filter((action) => action.kind === "reject");
  const branch = memoryBranch(forge, { branch: MEMORY_BRANCH, file: MEMORY_FILE });
  const kept = await openMemory(branch, note);
  const memory = withRejections(detection.memory, rejected);
  if (writeDocument(memory) !== writeDocument(kept.memory)) await kept.save(memory);
}

function withRejections(
  memory: Memory,
  rejections: readonly { readonly entry: string; readonly commit: string }[],
): Memory {
  const rejected = new Map(Object.entries(memory.rejected));
  for (const { entry, commit } of rejections) {
    const known = rejected.get(entry) ?? [];
    if (!known.includes(commit)) rejected.set(entry, [...known, commit]);
  }
  return { ...memory, rejected: Object.fromEntries(rejected) };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
