import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";

/** The git side of an emulated repository: merges, history and transport are git's own. */
export type BareRepository = {
  readonly folder: string;
  /** Output of git, without the newline at its end. */
  git(args: readonly string[], input?: string | Buffer): string;
  bytes(args: readonly string[], input?: string | Buffer): Buffer;
  /** Whether git exits with 0. */
  succeeds(...args: string[]): boolean;
  /** Refs and commits that git is known to have: starting a process to ask for each would take most of a test's time. */
  readonly refs: Map<string, string>;
  readonly commits: Set<string>;
};

export function openBareRepository(folder: string, defaultBranch: string): BareRepository {
  const bytes = (args: readonly string[], input?: string | Buffer) =>
    execFileSync("git", ["-C", folder, ...args], {
      input: input ?? "",
      env: GIT_ENVIRONMENT,
      maxBuffer: 1 << 28,
      stdio: ["pipe", "pipe", "pipe"],
    });
  const repository: BareRepository = {
    folder,
    bytes,
    git: (args, input) => bytes(args, input).toString().trimEnd(),
    succeeds: (...args) =>
      spawnSync("git", ["-C", folder, ...args], { env: GIT_ENVIRONMENT, stdio: "ignore" }).status === 0,
    refs: new Map(),
    commits: new Set(),
  };
  if (!existsSync(join(folder, "HEAD"))) initialise(repository, defaultBranch);
  return repository;
}

/** Whoever commits here is GitHub. */
export const GIT_ENVIRONMENT: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "GitHub",
  GIT_AUTHOR_EMAIL: "noreply@github.com",
  GIT_COMMITTER_NAME: "GitHub",
  GIT_COMMITTER_EMAIL: "noreply@github.com",
};

function initialise(repository: BareRepository, defaultBranch: string): void {
  mkdirSync(repository.folder, { recursive: true });
  repository.git(["init", "-q", "--bare", "-b", defaultBranch]);
  repository.git(["config", "http.receivepack", "true"]);
  repository.git(["config", "uploadpack.allowAnySHA1InWant", "true"]);
}

/** Sets a ref, or deletes it (null), as a loose file: nothing packs refs here. */
export function writeRef({ folder, refs }: BareRepository, ref: string, commit: string | null): void {
  const file = join(folder, ref);
  if (commit === null) {
    rmSync(file);
    refs.delete(ref);
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${commit}\n`);
    refs.set(ref, commit);
  }
}

/** Asks git for its refs. */
export function readRefs({ git, refs }: BareRepository): ReadonlyMap<string, string> {
  const lines = git(["for-each-ref", "--format=%(refname) %(objectname)"]).split("\n");
  refs.clear();
  for (const line of lines.filter(Boolean)) {
    const [ref = "", commit = ""] = line.split(" ");
    refs.set(ref, commit);
  }
  return refs;
}

/** Writes a loose object and answers its id. */
export function writeObject(
  { folder }: BareRepository,
  type: "blob" | "tree" | "commit",
  content: Buffer,
): string {
  const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  const id = createHash("sha1").update(whole).digest("hex");
  const file = join(folder, "objects", id.slice(0, 2), id.slice(2));
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, deflateSync(whole, { level: 1 }));
  }
  return id;
}
