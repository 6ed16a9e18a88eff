import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { contradictionTo } from "../build/planned-result.ts";
import { ArchiveError } from "../lib/archive/index.ts";
import {
  type BuildPlan,
  type BuildResult,
  type PlannedBuild,
  readBuildResult,
} from "../lib/documents/index.ts";
import {
  documentAttempt,
  type Given,
  type Handover,
  HandoverError,
  parseResultName,
  RESULT_LAYOUT,
  type ResultName,
  takeFiles,
} from "../lib/handover/index.ts";
import type { CollectedResult } from "../lib/publishing/index.ts";

export type ReceiveRequest = {
  readonly plan: BuildPlan;
  readonly handover: Handover;
  /** Whether a job of this run that was started for the entry says it handed something over in that attempt. */
  readonly isAccounted: (name: ResultName) => boolean;
  /** Gets a folder for each result. */
  readonly folder: string;
};

export type Received = {
  readonly results: readonly CollectedResult[];
  /** Entries of the plan without any result. */
  readonly missing: readonly string[];
  /** What was handed over and is not used, and why. */
  readonly ignored: readonly string[];
};

/**
 * Takes the newest result of each planned build that is what its name says. Whatever is wrong with what a job handed
 * over fails that package only.
 */
export async function receiveResults(request: ReceiveRequest): Promise<Received> {
  const { plan, handover } = request;
  const jobs = new Map(plan.jobs.map((job) => [job.entry, job]));
  const ignored: string[] = [];
  const byEntry = new Map<string, Named[]>();
  for (const given of await handover.list()) {
    const name = parseResultName(given.name);
    const problem = objection(given, name, { jobs, isAccounted: request.isAccounted });
    if (problem !== null) ignored.push(`${given.name}: ${problem}`);
    else if (name !== null) byEntry.set(name.entry, [...(byEntry.get(name.entry) ?? []), { given, name }]);
  }
  const results: CollectedResult[] = [];
  for (const job of plan.jobs) {
    const found = byEntry.get(job.entry);
    if (found === undefined) continue;
    results.push(await newestValid(job, found, { ...request, ignored, isFirst: results.length === 0 }));
  }
  const missing = plan.jobs.map(({ entry }) => entry).filter((entry) => !byEntry.has(entry));
  return { results, missing, ignored };
}

type Named = { readonly given: Given; readonly name: ResultName };

/** "" for what is no result and none of this job's business. */
function objection(
  { name: given }: Given,
  name: ResultName | null,
  {
    jobs,
    isAccounted,
  }: { readonly jobs: ReadonlyMap<string, PlannedBuild> } & Pick<ReceiveRequest, "isAccounted">,
): string | null {
  if (documentAttempt("plan", given) !== null) return null;
  if (name === null) return "this is no result's name";
  const job = jobs.get(name.entry);
  if (job === undefined) return `the plan has no job for ${name.entry}`;
  // Else any job could have any package fail, by a second result beside its own.
  if (!job.key.startsWith(name.key)) return `the plan has no job with the key ${name.key}`;
  return isAccounted(name) ? null : `no job of attempt ${name.attempt} says that it handed this over`;
}

async function newestValid(
  job: PlannedBuild,
  found: readonly Named[],
  request: ReceiveRequest & { readonly ignored: string[]; readonly isFirst: boolean },
): Promise<CollectedResult> {
  const attempts = [...Map.groupBy(found, ({ name }) => name.attempt)].sort(([a], [b]) => b - a);
  let refusal: Error | null = null;
  for (const [attempt, named] of attempts) {
    const [only, ...more] = named;
    const problem = `attempt ${attempt} handed over ${named.length} results: ${named.map(({ given }) => given.name).join(", ")}`;
    const taken =
      only === undefined || more.length > 0
        ? new Error(problem)
        : await take(job, only, request).catch(asError);
    if (!(taken instanceof Error)) return taken;
    refusal ??= taken;
    request.ignored.push(`${job.entry}, attempt ${attempt}: ${taken.message}`);
  }
  const fault = refusal !== null && isPassing(refusal, request) ? "infrastructure" : "package";
  return { result: refusedResult(job, refusal, fault), folder: request.folder };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

async function take(
  job: PlannedBuild,
  { given }: Named,
  { handover, folder: parent }: ReceiveRequest,
): Promise<CollectedResult> {
  const folder = join(parent, given.name);
  await takeFiles(handover, given, { folder, layout: RESULT_LAYOUT, temporary: parent });
  const file = join(folder, "result.json");
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) throw new Error(`${given.name} holds no result.json`);
  const result = readBuildResult(bytes, file);
  const problem = contradictionTo(job, result) ?? excess(result);
  if (problem !== null) throw new Error(`${given.name} holds a result that cannot be: ${problem}`);
  return { result, folder };
}

/** Far above what a PKGBUILD says of itself; every plan reads the manifest that keeps it. */
const MOST_KEPT_CHARACTERS = 2 * 1024 * 1024;

function excess({ metadata, uses, vcs }: BuildResult): string | null {
  const { length } = JSON.stringify({ metadata, uses, vcs });
  return length > MOST_KEPT_CHARACTERS ? `${length} characters of it would have to be kept for good` : null;
}

/** It says nothing about the package: the place where results lie, or this machine, failed, or is full of others. */
function isPassing(error: Error, { isFirst }: { readonly isFirst: boolean }): boolean {
  if (error instanceof HandoverError) return error.code === "unavailable" || error.code === "missing";
  if (error instanceof ArchiveError) return error.code === "no-room" && !isFirst;
  return "errno" in error;
}

/** A failure of this package alone; its version that is published stays. */
function refusedResult(
  { entry, key, checks, commit, tree, uses, vcs }: PlannedBuild,
  refusal: Error | null,
  fault: BuildResult["fault"],
): BuildResult {
  return {
    ...{ entry, key, checks, commit, tree, uses, vcs },
    outcome: "failed",
    phase: "publish",
    reason: `its result cannot be taken: ${refusal?.message ?? "there is none"}`,
    fault,
    phases: [],
    image: "unknown",
    limits: [],
    metadata: null,
    packages: [],
    tests: [],
  };
}
