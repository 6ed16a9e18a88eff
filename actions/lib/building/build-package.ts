import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { leftOutNotes } from "../admission/index.ts";
import { type BuildResult, type PlannedBuild, writeDocument } from "../documents/index.ts";
import type { Entry } from "../packages-yaml/packages-yaml.ts";
import type { Sandbox } from "../sandbox/index.ts";
import { actualUses } from "./actual-uses.ts";
import type { BuildContext, FinishedBuild } from "./build-context.ts";
import { openJournal } from "./journal.ts";
import { describePackage } from "./outputs.ts";
import { failureOf, type PhaseFailure } from "./phase-failure.ts";
import { runPhases } from "./phases.ts";
import type { Findings } from "./work.ts";

/**
 * Builds and install-tests one package and writes its result folder; `finished` are the results of this run so
 * far. Whatever goes wrong with the package, its sources or the machine becomes a result; `result.json` is written
 * last, so that a killed run leaves none. Rejects only when interrupted or when the folder cannot be written.
 */
export async function buildPackage(
  job: PlannedBuild,
  finished: readonly FinishedBuild[],
  context: BuildContext,
): Promise<FinishedBuild> {
  const entry = entryOf(job, context);
  const folder = resultFolder(job, context);
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "log"), { recursive: true });
  await mkdir(join(folder, "packages"));
  const journal = openJournal({
    entry: job.entry,
    folder: join(folder, "log"),
    logBytes: context.logBytes,
    progress: context.progress,
  });
  const findings: Findings = { metadata: null, vcs: [], packages: [], tests: [] };
  const failure = await runPhases({ job, entry, finished, folder, journal, findings, context }).then(
    () => null,
    (error: unknown) => failureOf(error, journal.reached()),
  );
  const phases = await journal.close();
  context.signal.throwIfAborted();
  const uses = actualUses(job, { entry, finished, packages: findings.packages }, context);
  const result: BuildResult = {
    ...inputsOf(job),
    uses,
    vcs: findings.vcs,
    ...verdict(findings, failure, entry),
    phases,
    image: context.sandbox.image,
    limits: context.sandbox.limits,
    metadata: findings.metadata,
    packages: failure === null ? findings.packages.map(describePackage) : [],
    tests: findings.tests,
  };
  return await handOver({ result, folder, packages: failure === null ? findings.packages : [] }, context);
}

/** Where a result goes that needs no container: no engine has to run for it. */
export type ResultPlace = Pick<BuildContext, "results" | "attempt" | "progress"> & {
  readonly sandbox: Pick<Sandbox, "image" | "limits">;
};

/** Writes a result that came to be without a container: blocked by others, postponed or unneeded. */
export async function settleWithoutBuild(
  job: PlannedBuild,
  verdict: Pick<BuildResult, "outcome" | "phase" | "reason" | "fault" | "uses">,
  context: ResultPlace,
): Promise<FinishedBuild> {
  const folder = resultFolder(job, context);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const result: BuildResult = {
    ...inputsOf(job),
    ...verdict,
    phases: [],
    image: context.sandbox.image,
    limits: context.sandbox.limits,
    metadata: null,
    packages: [],
    tests: [],
  };
  return await handOver({ result, folder, packages: [] }, context);
}

/** `<results>/<entry>.<first 12 of the key>.<attempt>` */
export function resultFolder(
  job: PlannedBuild,
  { results, attempt }: Pick<BuildContext, "results" | "attempt">,
): string {
  return join(results, `${job.entry}.${job.key.slice(0, 12)}.${attempt}`);
}

/** Throws for a plan of other entries than packages.yaml has: the two are not of one run. */
export function entryOf(job: PlannedBuild, { entries }: Pick<BuildContext, "entries">): Entry {
  const entry = entries.get(job.entry);
  if (entry === undefined)
    throw new Error(`the plan names "${job.entry}", which packages.yaml does not have`);
  return entry;
}

async function handOver(
  finished: FinishedBuild,
  { progress }: Pick<BuildContext, "progress">,
): Promise<FinishedBuild> {
  const { result, folder } = finished;
  if (result.packages.length === 0) await rm(join(folder, "packages"), { recursive: true, force: true });
  await mkdir(join(folder, "packages"), { recursive: true });
  await writeFile(join(folder, "result.json"), writeDocument(result));
  progress.done(result.entry, result);
  return finished;
}

function inputsOf({ entry, key, checks, commit, tree, uses, vcs }: PlannedBuild) {
  return { entry, key, checks, commit, tree, uses, vcs };
}

function verdict(
  { packages, metadata }: Findings,
  failure: PhaseFailure | null,
  entry: Entry,
): Pick<BuildResult, "outcome" | "phase" | "reason" | "fault"> {
  if (failure === null) {
    const built = packages.map(({ contents: { info } }) => `${info.pkgname} ${info.version}`);
    const reason = [`built ${built.join(", ")}`, ...leftOutNotes(metadata?.packages ?? [], entry)].join("; ");
    return { outcome: "built", phase: null, reason, fault: null };
  }
  const { outcome, phase, fault, message } = failure;
  return { outcome, phase, reason: message, fault: outcome === "blocked" ? null : fault };
}
