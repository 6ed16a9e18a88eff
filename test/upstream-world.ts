import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  type Branches,
  type BranchesSettings,
  openBranches,
  openUpstream,
  type Upstream,
  type UpstreamSettings,
} from "../actions/lib/upstream/index.ts";

/** Git repositories in a folder of their own, and what reads them. */
export type UpstreamWorld = {
  readonly root: string;
  /** Reads remotes through a cache of its own for each `name`. */
  open(name: string, options?: Partial<UpstreamSettings>): Upstream;
  /** The same for what detect asks; retries follow at once. */
  openBranches(name: string, options?: Partial<BranchesSettings>): Branches;
  /** An empty repository on branch main. */
  newRemote(name: string): string;
  remove(): void;
};

export function upstreamWorld(): UpstreamWorld {
  const root = mkdtempSync(join(tmpdir(), "upstream-"));
  return {
    root,
    open(name, options = {}) {
      const cacheFolder = join(root, `cache-${name}`);
      mkdirSync(cacheFolder, { recursive: true });
      const { signal } = new AbortController();
      const protocols = ["https", "file"] as const;
      return openUpstream({ cacheFolder, folder: root, protocols, privateHosts: [], signal, ...options });
    },
    openBranches(name, options = {}) {
      const cacheFolder = join(root, `cache-${name}`);
      mkdirSync(cacheFolder, { recursive: true });
      const { signal } = new AbortController();
      const pace = { pause: 1 };
      return openBranches({
        cacheFolder,
        protocols: ["https", "file"],
        privateHosts: [],
        signal,
        pace,
        ...options,
      });
    },
    newRemote(name) {
      const folder = join(root, name);
      mkdirSync(folder);
      git(folder, "init", "-q", "-b", "main");
      return folder;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

export function write(folder: string, files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** Commits everything and answers the commit. */
export function save(folder: string): string {
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", "change");
  return git(folder, "rev-parse", "HEAD");
}

export function git(folder: string, ...options: string[]): string {
  const somebody = ["-c", "user.name=t", "-c", "user.email=t@example.org"];
  return execFileSync("git", ["-C", folder, ...somebody, ...options], { encoding: "utf8" }).trim();
}
