import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { writeTar } from "../../actions/lib/archive/index.ts";
import {
  type BuildPlan,
  EMPTY_PLAN,
  type PlannedBuild,
  writeDocument,
} from "../../actions/lib/documents/index.ts";
import { resultName } from "../../actions/lib/handover/index.ts";
import { listAgain } from "../github/jobs.ts";
import { collected, entryOf, resultOf } from "../publishing-world.ts";
import { type StepRan, stepOf, type WorkflowRun, workflowRun } from "../workflow-run.ts";
import { publishedVersions } from "./published-versions.ts";

/**
 * A run in which something got out of its container: it holds the token of its job, uploads under any name, and says
 * what it likes in its own results. What it cannot do is say to the API how another job went.
 */
const NAMES = ["quiet", "robbed", "torn", "twice", "gone", "late"] as const;
type Name = (typeof NAMES)[number];
const ENTRIES = NAMES.map((name) => entryOf(name));
const PLAN: BuildPlan = {
  ...EMPTY_PLAN,
  jobs: ENTRIES.map((entry): PlannedBuild => {
    const { key, checks, commit, tree, uses, vcs } = resultOf(entry);
    const rest = { reason: "never published", conditional: false, withoutCheck: false, seconds: null };
    const waitsFor = entry.name === "late" ? ["gone"] : [];
    return { ...{ entry: entry.name, key, checks, commit, tree, uses, vcs }, ...rest, waitsFor };
  }),
};

let folder: string;
let run: WorkflowRun;
let plan: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "hostile-run-"));
  run = await workflowRun({ "packages.yaml": packagesYaml() });
  const text = JSON.stringify(PLAN);
  plan = createHash("sha256").update(text).digest("hex");
  put("plan", 1, await tar({ "plan.json": Buffer.from(text) }));
  const others = Array.from({ length: 130 }, (_, n) => `other-${n}`);
  for (const name of others) put(name, 1, Buffer.from("a page"));
  for (const name of others) run.end({ job: `build ${name}`, attempt: 1 }, "success");
});
after(async () => {
  await run[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function packagesYaml(): string {
  const entries = PLAN.jobs.map(
    ({ entry, commit }) => `  ${entry}:\n    git: https://example.org/${entry}.git\n    ref: ${commit}\n`,
  );
  return `repository:
  name: shelf
  store: file:${join(folder, "public")}
  mirror: ${process.env.AUTOREPO_TEST_MIRROR}
build:
  timeout: 60s
  vcs: never
packages:
${entries.join("")}`;
}

/** An artefact, whoever put it there in an attempt. */
function put(name: string, attempt: number, bytes: Buffer): void {
  const { artifacts } = run.artifacts;
  const [id, job, digest] = [artifacts.length + 1, String(attempt), digestOf(bytes)];
  artifacts.push({ id, name, job, mimeType: "application/x-tar", bytes, digest, isFinal: true });
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

async function tar(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const members = Object.entries(files).map(
    ([path, content]) => ({ path, type: "file", mode: 0o644, content }) as const,
  );
  return await buffer(Readable.from(writeTar(members)));
}

/** A result in which an entry's package of a version was built. */
async function resultOfBuild(name: Name, version: string): Promise<Buffer> {
  const entry = entryOf(name);
  const { result, folder: built } = await collected(
    { folder },
    { entry, packages: [{ pkgname: name, version }] },
  );
  const file = result.packages[0]?.file ?? "";
  return await tar({
    "result.json": Buffer.from(writeDocument(result)),
    "log/build.log": Buffer.from("made it\n"),
    [`packages/${file}`]: readFileSync(join(built, "packages", file)),
  });
}

function nameOf(name: Name, attempt: number): string {
  const key = PLAN.jobs.find(({ entry }) => entry === name)?.key ?? "";
  return resultName({ entry: name, key, attempt });
}

/** What the API says of a job of build.yml: how its step "Hand over" ended, and the job. */
function jobEnded(
  name: Name,
  attempt: number,
  [step, conclusion]: readonly ["success" | "failure" | "skipped", "success" | "failure" | "cancelled"],
): void {
  const job = { job: `build ${name}`, attempt };
  run.end(job, conclusion);
  run.jobs
    .find((one) => one.name === job.job && one.run_attempt === attempt)
    ?.steps.push(stepOf("Hand over", step));
}

function publish(attempt: number): Promise<StepRan> {
  const job = { job: "publish", attempt, name: "Publish", action: "publish" } as const;
  return run.step({ ...job, inputs: { verb: "publish", plan } });
}

test("a build does not take what lies there under the name of a job that was cancelled", async () => {
  put(nameOf("gone", 1), 1, await resultOfBuild("gone", "6.6.6-1"));
  jobEnded("gone", 1, ["skipped", "cancelled"]);
  const job = { job: "build late", attempt: 1, action: "build" } as const;
  const inputs = { entry: "late", plan };
  const built = await run.step({ ...job, name: "Build", inputs: { step: "build", ...inputs } });
  assert.equal(built.exit, 0, built.log);
  assert.match(built.log, /late: postponed, the job of gone ended without handing over a result/);
  const given = await run.step({ ...job, name: "Hand over", inputs: { step: "hand-over", ...inputs } });
  assert.deepEqual([given.exit, given.outputs.outcome], [0, "postponed"], given.log);
  run.end(job, "success");
});

test("publish takes what the jobs of this run say they handed over, and names the rest", async () => {
  put(nameOf("quiet", 1), 1, await resultOfBuild("quiet", "1.0-1"));
  // Beside it, to have it refused.
  put(resultName({ entry: "quiet", key: "f".repeat(64), attempt: 1 }), 1, Buffer.from("evil"));
  jobEnded("quiet", 1, ["success", "success"]);
  // Somebody was quicker under its name, and its own step failed.
  put(nameOf("robbed", 1), 1, await resultOfBuild("robbed", "6.6.6-1"));
  jobEnded("robbed", 1, ["failure", "failure"]);
  put(nameOf("torn", 1), 1, await resultOfBuild("torn", "1.0-1"));
  Object.assign(run.artifacts.artifacts.at(-1) ?? {}, { digest: digestOf(Buffer.from("whole")) });
  jobEnded("torn", 1, ["success", "success"]);
  put(nameOf("twice", 1), 1, await resultOfBuild("twice", "1.0-1"));
  put(nameOf("twice", 1), 1, await resultOfBuild("twice", "6.6.6-1"));
  jobEnded("twice", 1, ["success", "success"]);
  put(resultName({ entry: "glibc", key: "f".repeat(64), attempt: 1 }), 1, Buffer.from("evil"));

  const { exit, log, outputs, summary } = await publish(1);
  assert.equal(exit, 0, log);
  assert.deepEqual(publishedVersions(folder), { quiet: "1.0-1" });
  assert.match(summary, /\| torn \| .*has other bytes than sha256:/);
  assert.match(summary, /\| twice \| .*attempt 1 handed over 2 results/);
  assert.match(summary, /quiet\S*: the plan has no job with the key/);
  assert.match(summary, /robbed\S*: no job of attempt 1 says that it handed this over/);
  assert.match(summary, /gone\S*: no job of attempt 1 says that it handed this over/);
  assert.match(summary, /the plan has no job for glibc/);
  assert.match(summary, /Without a result: 2[\s\S]*\| robbed \|[\s\S]*\| gone \|/);
  assert.deepEqual([outputs.published, outputs.next], ["1", "true"]);
});

test("repeated, the failed jobs' results are taken, and nothing in the name of those that were not repeated", async () => {
  listAgain(run.jobs, ["build quiet", "build twice", "build torn", "build late"], 2);
  put("plan.2", 2, await tar({ "plan.json": Buffer.from("{}") }));
  put(nameOf("robbed", 2), 2, await resultOfBuild("robbed", "1.0-1"));
  jobEnded("robbed", 2, ["success", "success"]);
  put(nameOf("quiet", 2), 2, await resultOfBuild("quiet", "6.6.6-1"));
  // A name is taken once in an attempt: this one lies there twice now.
  put(nameOf("robbed", 1), 2, await resultOfBuild("robbed", "6.6.7-1"));

  const { exit, log, summary } = await publish(2);
  assert.equal(exit, 0, log);
  assert.deepEqual(publishedVersions(folder), { quiet: "1.0-1", robbed: "1.0-1" });
  assert.match(summary, /`quiet\S*2`: no job of attempt 2 says that it handed this over/);
});

test("without the plan that its job made nothing is published", async () => {
  const forged = "0".repeat(64);
  const job = { job: "publish", attempt: 3, name: "Publish", action: "publish" } as const;
  const { exit, log } = await run.step({ ...job, inputs: { verb: "publish", plan: forged } });
  assert.equal(exit, 1);
  assert.match(log, /the plan of this run cannot be taken: .*plan\.2 .*the plan job made 0{64}/);
});
