import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import { testImage } from "../image.ts";

const BUNDLE = fileURLToPath(new URL("../../actions/dist/autorepo.js", import.meta.url));

/** A folder with a packages.yaml, upstream git repositories beside it, and the committed command line. */
export type RepositoryWorld = Disposable & {
  readonly folder: string;
  /** Writes files into an upstream repository, commits them and answers the commit. */
  commit(name: string, files: Readonly<Record<string, string>>): string;
  /**
   * Writes packages.yaml: settings of each entry, and further ones of the repository, as lines of YAML; `git:` of
   * upstreams made by `commit` is filled in.
   */
  list(entries: Readonly<Record<string, readonly string[]>>, settings?: readonly string[]): void;
  run(words: readonly string[], variables?: Readonly<Record<string, string>>): Promise<Ran>;
  start(words: readonly string[]): ChildProcess;
};

export type Ran = { readonly exit: number | null; readonly out: string; readonly said: string };

export function repositoryWorld(): RepositoryWorld {
  const folder = mkdtempSync(join(tmpdir(), "autorepo-story-"));
  const upstreams = new Set<string>();
  const start = (words: readonly string[], variables: Readonly<Record<string, string>> = {}) =>
    spawn(process.execPath, [BUNDLE, ...words], {
      cwd: folder,
      env: { ...process.env, XDG_CACHE_HOME: join(folder, "cache"), NO_COLOR: "1", ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
  return {
    folder,
    commit(name, files) {
      const upstream = join(folder, "upstream", name);
      if (!upstreams.has(name)) git(folder, "init", "-q", "-b", "master", upstream);
      upstreams.add(name);
      writeFiles(upstream, files);
      git(upstream, "add", "-A");
      git(upstream, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "change");
      return git(upstream, "rev-parse", "HEAD");
    },
    list(entries, further = []) {
      const lines = Object.entries(entries).flatMap(([name, settings]) => [
        `  ${name}:`,
        ...(upstreams.has(name) ? [`    git: ${pathToFileURL(join(folder, "upstream", name)).href}`] : []),
        ...settings.map((line) => `    ${line}`),
      ]);
      const packages = lines.length === 0 ? ["packages: {}"] : ["packages:", ...lines];
      writeFiles(folder, { "packages.yaml": [...repositoryLines(further), ...packages, ""].join("\n") });
    },
    async run(words, variables) {
      const child = start(words, variables);
      const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
      const [out, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { exit: await ended, out, said };
    },
    start,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function repositoryLines(further: readonly string[]): readonly string[] {
  const mirror = process.env.AUTOREPO_TEST_MIRROR;
  const hasImage = further.some((line) => line.startsWith("image:"));
  return [
    "repository:",
    "  name: story",
    ...further.map((line) => `  ${line}`),
    ...(hasImage ? [] : [`  image: ${testImage()}`]),
    ...(mirror ? [`  mirror: ${mirror}`] : []),
  ];
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

function git(folder: string, ...words: string[]): string {
  return execFileSync("git", ["-C", folder, ...words], { encoding: "utf8" }).trim();
}
