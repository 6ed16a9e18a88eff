import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { buildJobName, HAND_OVER_STEP } from "../actions/lib/workflow/index.ts";

type Step = {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
};
type Job = {
  readonly name?: string;
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "runs-on": string;
  readonly "timeout-minutes"?: number;
  readonly strategy?: { readonly "fail-fast"?: boolean };
  readonly steps: readonly Step[];
};
type Workflow = {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly jobs: Readonly<Record<string, Job>>;
};

const FOLDER = fileURLToPath(new URL("../.github/workflows/", import.meta.url));
const FILES = readdirSync(FOLDER).sort();
const text = (file: string) => readFileSync(join(FOLDER, file), "utf8");
const workflows = new Map(FILES.map((file): [string, Workflow] => [file, parse(text(file))]));
const jobs = [...workflows].flatMap(([file, workflow]) =>
  Object.entries(workflow.jobs).map(([id, job]) => ({ file, id, job, where: `${file}: ${id}` })),
);
const secretsOf = (job: Job) => [...JSON.stringify(job).matchAll(/secrets\.(\w+)/g)].map(([, name]) => name);

test("the workflows are those of the contract", () => {
  assert.deepEqual(FILES, ["build.yml", "check.yml", "ci.yml", "store.yml", "updates.yml"]);
});

test("no token may do anything that its job does not say, and every permission has its reason", () => {
  for (const [file, { permissions }] of workflows) assert.deepEqual(permissions, {}, file);
  for (const { job, where, file } of jobs) {
    assert.ok(job.permissions, where);
    for (const [name, level] of Object.entries(job.permissions))
      assert.match(text(file), new RegExp(`^      ${name}: ${level} # to \\S`, "m"), `${where}: ${name}`);
  }
});

test("secrets exist only where no package code runs: in the environment publish (case 85)", () => {
  for (const { job, where } of jobs) {
    if (secretsOf(job).length === 0) continue;
    assert.equal(job.environment, "publish", where);
    assert.ok(
      job.steps.every(({ uses }) => uses?.startsWith("actions/checkout@") || uses === "./actions/publish"),
      where,
    );
  }
  for (const [file, { on }] of workflows) {
    for (const event of ["pull_request_target", "workflow_run", "issue_comment"])
      assert.ok(!(event in on), `${file} runs with secrets on what strangers send: ${event}`);
    if ("pull_request" in on)
      assert.doesNotMatch(text(file), /secrets\.|id-token|: write(?! # to set autorepo\/trial)/, file);
  }
});

test("the mail account meets no other secret, and what writes issues has none and reads no artefact", () => {
  const { publish, issues } = workflows.get("build.yml")?.jobs ?? {};
  const mail = publish?.steps.find(({ env = {} }) => "AUTOREPO_SMTP_URL" in env);
  assert.deepEqual([mail?.with?.verb, Object.keys(mail?.env ?? {})], ["mail", ["AUTOREPO_SMTP_URL"]]);
  assert.ok(issues);
  assert.deepEqual(secretsOf(issues), []);
  assert.deepEqual(Object.keys(issues.permissions ?? {}), ["contents", "issues"]);
});

test("what may write runs no package code, and what runs package code may only read", () => {
  for (const { job, where } of jobs) {
    const writes = Object.values(job.permissions ?? {}).includes("write");
    const builds = job.steps.some(
      ({ uses, with: given }) =>
        uses === "./actions/plan" ||
        (uses === "./actions/build" && ["build", "trial"].includes(String(given?.step))) ||
        (uses === "./actions/detect" && given?.step === "read"),
    );
    assert.ok(!(writes && builds), where);
    if (builds) assert.deepEqual(secretsOf(job), [], where);
  }
});

test("actions are GitHub's own, pinned by commit, or our own; nothing stays logged in to git", () => {
  for (const { job, where, file } of jobs) {
    for (const { uses, with: given } of job.steps) {
      if (uses === undefined || uses.startsWith("./actions/")) continue;
      assert.match(uses, /^actions\/[a-z-]+@[0-9a-f]{40}$/, where);
      assert.match(text(file), new RegExp(`${uses} # v\\d+\\.\\d+\\.\\d+$`, "m"), where);
      if (uses.startsWith("actions/checkout@")) assert.equal(given?.["persist-credentials"], false, where);
    }
  }
});

test("no expression is put into a shell, no cache is read, nothing is installed", () => {
  for (const { job, where } of jobs) {
    for (const { run = "" } of job.steps) {
      assert.doesNotMatch(run, /\$\{\{/, where);
      assert.doesNotMatch(run, /\bnpm\b|\bcurl\b|\bpip\b/, where);
    }
  }
  for (const file of FILES) assert.doesNotMatch(text(file), /cache|container:/, file);
});

test("every job runs on a named system for a limited time, and none ends its neighbours", () => {
  for (const { job, where } of jobs) {
    assert.equal(job["runs-on"], "ubuntu-24.04", where);
    assert.ok((job["timeout-minutes"] ?? Number.POSITIVE_INFINITY) <= 350, where);
    if (job.strategy) assert.equal(job.strategy["fail-fast"], false, where);
  }
});

test("nothing that publishes is cancelled by a later run (case 86)", () => {
  for (const [file, { concurrency, jobs: own }] of workflows) {
    const publishes = Object.values(own).some(({ environment }) => environment === "publish");
    if (publishes) assert.equal(concurrency["cancel-in-progress"], false, file);
  }
});

test("publish and waiting builds find jobs and their steps by the names that build.yml gives them", () => {
  const build = workflows.get("build.yml")?.jobs.build;
  assert.equal(build?.name, buildJobName("$" + "{{ matrix.entry }}"));
  const step = build?.steps.find(({ name }) => name === HAND_OVER_STEP);
  assert.equal(step?.with?.step, "hand-over");
  assert.match(build?.if ?? "", /entries != '\[\]'/, "an empty matrix fails a run");
});

test("what a pull request brings is never the code that tries it", () => {
  const check = workflows.get("check.yml")?.jobs ?? {};
  for (const [id, { steps }] of Object.entries(check)) {
    const brought = steps.filter(({ with: given }) => given?.path === ".change");
    for (const { uses } of brought) assert.match(uses ?? "", /^actions\/checkout@/);
    for (const { uses = "" } of steps) assert.doesNotMatch(uses, /\.change|\.base/, id);
    const trial = steps.find(({ with: given }) => given?.step === "trial");
    if (trial === undefined) continue;
    assert.deepEqual(
      [trial.with?.manifest, trial.with?.base],
      [".change/packages.yaml", ".base/packages.yaml"],
    );
    assert.ok(
      steps.some(({ run = "" }) => run.startsWith("git -C .change worktree add")),
      id,
    );
  }
  assert.match(check["trial-of-people"]?.if ?? "", /!startsWith\(github\.head_ref, 'autorepo\/'\)/);
});

test("the template's own tests run in no copy of it", () => {
  for (const job of Object.values(workflows.get("ci.yml")?.jobs ?? {}))
    assert.match(job.if ?? "", /^github\.repository == '[^']+'$/);
});

test("actionlint and zizmor find nothing", () => {
  const linters = process.env.AUTOREPO_TEST_LINTERS;
  assert.ok(
    linters,
    "AUTOREPO_TEST_LINTERS is not set: run ./scripts/test, which installs them and names them there",
  );
  const [actionlint = "", zizmor = ""] = linters.split(":");
  const root = fileURLToPath(new URL("..", import.meta.url));
  const lint = (program: string, ...words: string[]) =>
    execFileSync(program, words, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  assert.equal(lint(actionlint, ...FILES.map((file) => join(FOLDER, file))), "");
  assert.match(lint(zizmor, "--offline", "--no-progress", "."), /No findings to report/);
});
