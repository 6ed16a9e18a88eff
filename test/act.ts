import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { type RepositoryWorld, repositoryWorld } from "./stories/repository-world.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** A copy of the template on the user's machine, whose workflows act runs in host mode from the committed bundles. */
export type ActWorld = RepositoryWorld & {
  /** Commits what lies in the folder; act checks out nothing else. Answers the commit. */
  save(): string;
  act(request: ActRequest): Promise<ActRun>;
};

export type ActRequest = {
  readonly workflow: string;
  readonly event: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** What else the event says. */
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  /** Repository that a checkout of another commit than the folder's is made from. */
  readonly origin?: string;
};

export type ActRun = {
  readonly exit: number | null;
  /** How each job ended, by its name: "success", "failure". Jobs that a condition left out are absent. */
  readonly jobs: Readonly<Record<string, string>>;
  readonly log: string;
};

/** Everything act finds is in the world's folder, but for the engine and the programs on PATH. */
export function actWorld({ repository = "owner/name" }: { readonly repository?: string } = {}): ActWorld {
  const world = repositoryWorld();
  installTemplate(world.folder);
  const git = (...words: string[]) =>
    execFileSync(
      "git",
      ["-C", world.folder, "-c", "user.name=t", "-c", "user.email=t@example.org", ...words],
      {
        encoding: "utf8",
      },
    ).trim();
  git("init", "-q", "-b", "main");
  // Where act takes GITHUB_REPOSITORY from; nothing is fetched there.
  git("remote", "add", "origin", `https://github.com/${repository}.git`);
  return {
    ...world,
    save() {
      git("add", "-A");
      git("commit", "-q", "--allow-empty", "-m", "change");
      return git("rev-parse", "HEAD");
    },
    act: (request) => runAct(world.folder, request),
  };
}

/** What a copy of the template needs to run its workflows, and nothing of what develops it. */
function installTemplate(folder: string): void {
  const bundled = readdirSync(join(ROOT, "actions")).filter((name) => name !== "lib");
  const files = [".actrc", ".github", "package.json", ...bundled.map((name) => `actions/${name}`)];
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file), { recursive: true });
  }
  writeFileSync(join(folder, ".gitignore"), "/cache/\n/home/\n/public/\n/upstream/\n/event.json\n");
}

async function runAct(folder: string, request: ActRequest): Promise<ActRun> {
  const { workflow, event, inputs = {}, payload = {}, secrets = {}, variables = {} } = request;
  const eventFile = join(folder, "event.json");
  const repository = { default_branch: "main" };
  writeFileSync(
    eventFile,
    JSON.stringify({ act: true, ref: "refs/heads/main", repository, inputs, ...payload }),
  );
  const origin = request.origin === undefined ? {} : { AUTOREPO_TEST_ORIGIN: request.origin };
  const given = { AUTOREPO_CHECKOUT: folder, ...origin, ...variables };
  const child = spawn(
    actProgram(),
    [
      event,
      ...["--workflows", `.github/workflows/${workflow}.yml`, "--eventpath", eventFile, "--json"],
      ...Object.entries(given).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
      ...Object.keys(secrets).flatMap((name) => ["--secret", name]),
      ...(request.origin === undefined
        ? []
        : ["--local-repository", `${checkoutAction(folder)}=${CHECKOUT}`]),
    ],
    { cwd: folder, env: cleanEnvironment(folder, secrets), stdio: ["ignore", "pipe", "pipe"] },
  );
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const run = { exit: await ended, ...readLog(out), said };
  if (/Skipping unsupported platform/.test(run.log))
    throw new Error(`act skipped a job whose label it does not know:\n${run.log}`);
  return { exit: run.exit, jobs: run.jobs, log: `${run.log}\n${said}` };
}

const CHECKOUT = join(ROOT, "test", "checkout-action");

/** actions/checkout as the workflows pin it. */
function checkoutAction(folder: string): string {
  const text = readFileSync(join(folder, ".github", "workflows", "check.yml"), "utf8");
  return /actions\/checkout@[0-9a-f]{40}/.exec(text)?.[0] ?? "";
}

/** Nothing of the caller's environment reaches the jobs, as act would let it. */
function cleanEnvironment(folder: string, secrets: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH, DOCKER_HOST } = process.env;
  const home = join(folder, "home");
  mkdirSync(home, { recursive: true });
  return {
    PATH: `${dirname(process.execPath)}:${PATH}`,
    HOME: home,
    XDG_CACHE_HOME: join(folder, "cache"),
    ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }),
    ...secrets,
  };
}

type Line = {
  readonly job?: string;
  readonly jobResult?: string;
  readonly stepResult?: string;
  readonly msg?: string;
};

/** A leg of a matrix counts as failed for act when another one failed: what its own steps say is right. */
function readLog(out: string): Pick<ActRun, "jobs" | "log"> {
  const jobs: Record<string, string> = {};
  const log: string[] = [];
  for (const text of out.split("\n").filter(Boolean)) {
    const line: Line = text.startsWith("{") ? JSON.parse(text) : { msg: text };
    const name =
      line.job
        ?.replace(/^.*?\//, "")
        .trim()
        .replace(/-\d+$/, "") ?? "";
    if (line.stepResult === "failure") jobs[name] = "failure";
    if (line.jobResult !== undefined) jobs[name] ??= "success";
    log.push(`[${name}] ${line.msg?.trimEnd() ?? ""}`);
  }
  return { jobs, log: log.join("\n") };
}

/** @throws Error with the command that helps where it is missing: nothing is skipped. */
function actProgram(): string {
  const program = process.env.AUTOREPO_TEST_ACT;
  if (program) return program;
  throw new Error("AUTOREPO_TEST_ACT is not set: run ./scripts/test, which installs act and names it there");
}
