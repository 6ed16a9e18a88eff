import { type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { type ActLog, readActLog } from "./act-log.ts";
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
  /** Ctrl-C at a terminal, as soon as the log says this. */
  readonly interruptedAt?: RegExp;
};

export type ActRun = ActLog & { readonly exit: number | null };

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
  letBuildsRunSideBySide(join(folder, ".github", "workflows", "build.yml"));
  writeFileSync(
    join(folder, ".gitignore"),
    "/cache/\n/home/\n/public/\n/upstream/\n/event.json\n/.secrets\n",
  );
}

/** act evaluates no expression here and then runs one build at a time; where nothing is said it runs four. */
function letBuildsRunSideBySide(workflow: string): void {
  const text = readFileSync(workflow, "utf8");
  const narrowed = text.replace(/^ +max-parallel: \$\{\{ .* \}\}\n/m, "");
  if (narrowed === text) throw new Error(`${workflow} has no max-parallel to take out`);
  writeFileSync(workflow, narrowed);
}

async function runAct(folder: string, request: ActRequest): Promise<ActRun> {
  const { secrets = {}, interruptedAt } = request;
  writeFileSync(join(folder, ".secrets"), Object.entries(secrets).map(secretLine).join(""), { mode: 0o600 });
  const child = spawn(actProgram(), wordsOf(folder, request), {
    cwd: folder,
    env: cleanEnvironment(folder),
    stdio: ["ignore", "pipe", "pipe"],
    // A terminal's Ctrl-C reaches act and what it has started, which are then a group of their own.
    detached: interruptedAt !== undefined,
  });
  if (interruptedAt !== undefined) interruptAt(child, interruptedAt);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const run = readActLog(out);
  if (/Skipping unsupported platform/.test(run.log))
    throw new Error(`act skipped a job whose label it does not know:\n${run.log}`);
  return { ...run, exit: await ended, log: `${run.log}\n${said}` };
}

/** As act reads its file of secrets. In its environment they would be in every job's. */
function secretLine([name, value]: readonly [string, string]): string {
  const escaped = value.replaceAll(/[\\"$]/g, "\\$&").replaceAll("\n", "\\n");
  return `${name}="${escaped}"\n`;
}

/** Writes the event that act reads, and answers how to start it. */
function wordsOf(folder: string, request: ActRequest): readonly string[] {
  const { workflow, event, inputs = {}, payload = {}, variables = {} } = request;
  const eventFile = join(folder, "event.json");
  const repository = { default_branch: "main" };
  const facts = { act: true, ref: "refs/heads/main", repository, inputs, ...payload };
  writeFileSync(eventFile, JSON.stringify(facts));
  const origin = request.origin === undefined ? {} : { AUTOREPO_TEST_ORIGIN: request.origin };
  const given = { AUTOREPO_CHECKOUT: folder, ...origin, ...variables };
  const checkout = request.origin === undefined ? [] : [`${checkoutAction(folder)}=${CHECKOUT}`];
  return [
    event,
    ...["--workflows", `.github/workflows/${workflow}.yml`, "--eventpath", eventFile, "--json"],
    ...Object.entries(given).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
    ...checkout.flatMap((place) => ["--local-repository", place]),
  ];
}

function interruptAt(child: ChildProcessByStdio<null, Readable, Readable>, moment: RegExp): void {
  let out = "";
  const listen = (chunk: Buffer) => {
    out += chunk;
    if (!moment.test(out)) return;
    child.stdout.off("data", listen);
    if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
  };
  child.stdout.on("data", listen);
}

const CHECKOUT = join(ROOT, "test", "checkout-action");

/** actions/checkout as the workflows pin it. */
function checkoutAction(folder: string): string {
  const text = readFileSync(join(folder, ".github", "workflows", "check.yml"), "utf8");
  return /actions\/checkout@[0-9a-f]{40}/.exec(text)?.[0] ?? "";
}

/** Nothing of the caller's environment reaches the jobs, as act would let it. */
function cleanEnvironment(folder: string): NodeJS.ProcessEnv {
  const { PATH, DOCKER_HOST } = process.env;
  const home = join(folder, "home");
  mkdirSync(home, { recursive: true });
  return {
    PATH: `${dirname(process.execPath)}:${PATH}`,
    HOME: home,
    XDG_CACHE_HOME: join(folder, "cache"),
    ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }),
  };
}

/** @throws Error with the command that helps where it is missing: nothing is skipped. */
function actProgram(): string {
  const program = process.env.AUTOREPO_TEST_ACT;
  if (program) return program;
  throw new Error("AUTOREPO_TEST_ACT is not set: run ./scripts/test, which installs act and names it there");
}
