import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type BuildPlan,
  DocumentError,
  type Manifest,
  readBuildPlan,
} from "../../../actions/lib/documents/index.ts";
import { readManifest } from "../../../actions/lib/publishing/index.ts";
import { type LazySandbox, lazySandbox, type Workspace } from "../../../actions/lib/workspace/index.ts";
import { PLAN_FILE } from "../../../actions/publish/collect-results.ts";
import { CommandError, type ExitName } from "../exit-codes.ts";
import type { Call } from "../verb.ts";
import { lockWorkFolder } from "../work-lock.ts";
import { openWorkspace } from "../workspace.ts";
import { buildOnTerminal, jobsOf, makeResults } from "./building.ts";
import { exitOfPlan, planned } from "./plan.ts";
import { resultsText } from "./results-text.ts";

export async function run(call: Call): Promise<ExitName> {
  const workspace = await openWorkspace(call, call.values["from-heads"] === true);
  await using _lock = await lockWorkFolder(workspace.workFolder);
  const jobs = jobsOf(call);
  await using sandbox = lazySandbox(call, workspace, jobs);
  const results = await makeResults(call, workspace);
  const { plan, manifest } = await planToBuild(call, { workspace, sandbox, results });
  const finished = await buildOnTerminal(call, { workspace, sandbox, plan, manifest, results, jobs });
  const documents = finished.map(({ result }) => result);
  if (call.screen.json) call.screen.printJson(documents);
  else call.screen.print(resultsText(finished, { ...call.screen, now: new Date() }));
  sayUnbuildable(call, plan);
  return documents.some(({ outcome }) => outcome === "failed" || outcome === "blocked")
    ? "packagesFailed"
    : exitOfPlan(plan);
}

/** What left no result: it never became a job. */
function sayUnbuildable({ screen }: Call, { idle }: BuildPlan): void {
  for (const { entry, standing, reason } of idle) {
    if (standing === "unbuildable") screen.say(`${entry} cannot be built: ${reason}`);
  }
}

type PlanToBuild = { readonly plan: BuildPlan; readonly manifest: Manifest | null };
type Place = { readonly workspace: Workspace; readonly sandbox: LazySandbox; readonly results: string };

/** The plan given, or one made now; a copy of it lies beside the results for `publish`. */
async function planToBuild(call: Call, { workspace, sandbox, results }: Place): Promise<PlanToBuild> {
  const copy = join(results, PLAN_FILE);
  const given = call.values.plan;
  if (given !== undefined) refuseSelection(call);
  if (typeof given !== "string") {
    const { plan, published } = await planned(call, workspace, { sandbox, trust: null });
    await writeFile(copy, `${JSON.stringify(plan, null, 2)}\n`);
    return { plan, manifest: published?.manifest ?? null };
  }
  const bytes = await readFile(given).catch((cause) => {
    throw new CommandError("wrongUse", `cannot read the plan ${given}: write one with plan --out ${given}`, {
      cause,
    });
  });
  const plan = planIn(bytes, given);
  await copyFile(given, copy);
  const base = plan.base?.manifest ?? null;
  return { plan, manifest: base === null ? null : await readManifest(await workspace.published(), base) };
}

function planIn(bytes: Uint8Array, file: string): BuildPlan {
  try {
    return readBuildPlan(bytes, file);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const says =
      error.code === "not-json" ? `${file} is no plan: write one with plan --out FILE` : error.message;
    throw new CommandError("wrongUse", says);
  }
}

/** A plan holds its own selection: another one would be silently lost. */
function refuseSelection({ values }: Call): void {
  for (const name of ["packages", "rebuild", "compare"]) {
    if (values[name] === undefined) continue;
    throw new CommandError(
      "wrongUse",
      `--${name} goes with plan, not with build --plan: the plan has said it`,
    );
  }
}
