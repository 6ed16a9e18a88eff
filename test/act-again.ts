import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, parseDocument } from "yaml";
import type { ActRequest, ActRun, ActWorld } from "./act.ts";

/**
 * "Re-run failed jobs" of GitHub, which act lacks, for a run of build.yml: the plan is not made again, but gives the
 * outputs it gave; of the builds those run that failed; what needs them runs again. The run keeps what was handed over.
 */
export async function rerunFailedJobs(world: ActWorld, request: ActRequest, run: ActRun): Promise<ActRun> {
  const file = join(world.folder, ".github", "workflows", "build.yml");
  const text = readFileSync(file, "utf8");
  const workflow = parseDocument(text);
  answerAsBefore(workflow, run.outputs.plan ?? {});
  const failed = Object.keys(run.jobs).filter((name) => run.jobs[name] === "failure");
  const entries = failed.filter((name) => name.startsWith(BUILD)).map((name) => name.slice(BUILD.length));
  workflow.setIn(["jobs", "build", "strategy", "matrix", "entry"], entries);
  writeFileSync(file, workflow.toString());
  try {
    return await world.act({ ...request, variables: { ...request.variables, GITHUB_RUN_ATTEMPT: "2" } });
  } finally {
    writeFileSync(file, text);
  }
}

const BUILD = "build ";

/** The job `plan` does nothing but give these outputs. */
function answerAsBefore(workflow: Document.Parsed, outputs: Readonly<Record<string, string>>): void {
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value}`);
  const run = ['cat >>"$GITHUB_OUTPUT" <<"END"', ...lines, "END", ""].join("\n");
  workflow.setIn(["jobs", "plan", "steps"], [{ id: "plan", run }]);
}
