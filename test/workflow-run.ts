import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { type ArtifactServer, startArtifactServer } from "./artifact-server.ts";
import type { Job, JobStep } from "./github/jobs.ts";
import { type GitHub, startGitHub } from "./github/start-github.ts";

export const REPOSITORY = "me/packages";
const RUN = 77;
const TOKEN = "token-of-the-run";

/**
 * One run of build.yml on GitHub: its steps are processes of their own from the sources, each job with a checkout and
 * a temporary folder of its own; artefacts and the API of jobs are the emulated GitHub's.
 */
export type WorkflowRun = AsyncDisposable & {
  readonly folder: string;
  readonly github: GitHub;
  readonly artifacts: ArtifactServer;
  /** What the API lists, to look at and to change. */
  readonly jobs: Job[];
  step(step: StepOfJob): Promise<StepRan>;
  /** What is left of a job after its last step; a job that never had one is listed too. */
  end(job: Pick<StepOfJob, "job" | "attempt">, conclusion: NonNullable<Job["conclusion"]>): void;
};

export type StepOfJob = {
  readonly job: string;
  readonly attempt: number;
  /** As build.yml names it. */
  readonly name: string;
  readonly action: "plan" | "build" | "publish";
  readonly inputs: Readonly<Record<string, string>>;
  /** What build.yml sets for this step, and the runner for its job. */
  readonly variables?: Readonly<Record<string, string>>;
};

export type StepRan = {
  readonly exit: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
};

/** `files`: what the default branch holds. */
export async function workflowRun(files: Readonly<Record<string, string>>): Promise<WorkflowRun> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "workflow-run-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const permissions = { contents: "read", actions: "read" } as const;
  const tokens = { [TOKEN]: { login: "github-actions[bot]", permissions } };
  const github = stack.use(await startGitHub({ repositories: [REPOSITORY], tokens }));
  github.commit(REPOSITORY, files);
  const artifacts = stack.use(await startArtifactServer());
  const jobs = github.jobs(RUN);
  const rest = stack.move();
  return {
    folder,
    github,
    artifacts,
    jobs,
    async step(step) {
      const ran = await runStep({ folder, github, artifacts }, step);
      jobNamed(jobs, step).steps.push(stepOf(step.name, ran.exit === 0 ? "success" : "failure"));
      return ran;
    },
    end(job, conclusion) {
      Object.assign(jobNamed(jobs, job), { status: "completed", conclusion });
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

function jobNamed(jobs: Job[], { job: name, attempt }: Pick<StepOfJob, "job" | "attempt">): Job {
  const known = jobs.find((job) => job.name === name && job.run_attempt === attempt);
  if (known !== undefined) return known;
  const begun: Job = {
    ...{ name, run_attempt: attempt, status: "in_progress", conclusion: null, steps: [] },
    started_at: new Date().toISOString(),
  };
  jobs.push(begun);
  return begun;
}

export function stepOf(name: string, conclusion: JobStep["conclusion"]): JobStep {
  return { name, status: "completed", conclusion, completed_at: new Date().toISOString() };
}

type Services = Pick<WorkflowRun, "folder" | "github" | "artifacts">;

async function runStep(services: Services, step: StepOfJob): Promise<StepRan> {
  const machine = machineOf(services, step);
  const at = (name: string) => join(machine, name);
  for (const name of ["output", "summary"]) writeFileSync(at(name), "");
  const action = fileURLToPath(new URL(`../actions/${step.action}/main.ts`, import.meta.url));
  const child = spawn(process.execPath, [action], {
    cwd: at("checkout"),
    env: { ...variablesOf(services, step), ...filesOf(at), ...inputsOf(step), ...step.variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const said = (await Promise.all([text(child.stdout), text(child.stderr)])).join("");
  const log = said.replace(/^::debug::.*\n/gm, "");
  const outputs = outputsIn(readFileSync(at("output"), "utf8"));
  return { exit: await ended, log, outputs, summary: readFileSync(at("summary"), "utf8") };
}

/** A folder for each job of each attempt, with what actions/checkout leaves there. */
function machineOf({ folder, github }: Services, { job, attempt }: StepOfJob): string {
  const machine = join(folder, `${job.replaceAll(" ", "-")}-${attempt}`);
  if (existsSync(machine)) return machine;
  mkdirSync(join(machine, "temporary"), { recursive: true });
  const { folder: origin } = github.git(REPOSITORY);
  execFileSync("git", ["clone", "-q", "--branch", "main", origin, join(machine, "checkout")]);
  return machine;
}

function variablesOf({ folder, github, artifacts }: Services, { attempt }: StepOfJob): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: folder,
    XDG_CACHE_HOME: join(folder, "cache"),
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_RUN_ID: String(RUN),
    GITHUB_RUN_ATTEMPT: String(attempt),
    GITHUB_API_URL: github.url,
    GITHUB_REF_NAME: "main",
    GITHUB_WORKFLOW_REF: `${REPOSITORY}/.github/workflows/build.yml@refs/heads/main`,
    ACTIONS_RESULTS_URL: artifacts.url,
    ACTIONS_RUNTIME_TOKEN: artifacts.tokenOf(attempt),
  };
}

function filesOf(at: (name: string) => string): NodeJS.ProcessEnv {
  return { RUNNER_TEMP: at("temporary"), GITHUB_OUTPUT: at("output"), GITHUB_STEP_SUMMARY: at("summary") };
}

function inputsOf({ inputs }: StepOfJob): NodeJS.ProcessEnv {
  const given = Object.entries({ token: TOKEN, ...inputs });
  return Object.fromEntries(given.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
}

/** As @actions/core writes them: the name, a word that ends the value, lines, that word. */
function outputsIn(written: string): Record<string, string> {
  const found = written.matchAll(/^(.+)<<(ghadelimiter_.+)\n([\s\S]*?)\n\2$/gm);
  return Object.fromEntries([...found].map(([, name = "", , value = ""]) => [name, value]));
}
