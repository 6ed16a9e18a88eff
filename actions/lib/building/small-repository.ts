import { execFileSync } from "node:child_process";
import { mkdtempDisposable, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TreeFile } from "../upstream/index.ts";
import { file } from "./small-package.ts";

/** For tests: a bare git repository with one commit, as files below `upstream/` of a package's folder. */
export async function bareRepository(): Promise<{
  readonly commit: string;
  readonly files: readonly TreeFile[];
}> {
  await using folder = await mkdtempDisposable(join(tmpdir(), "autorepo-upstream-"));
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", folder.path, "-c", "user.name=a", "-c", "user.email=a@b", ...args], {
      encoding: "utf8",
    }).trim();
  git("init", "-q", "--bare", "--initial-branch=main", ".");
  const commit = git("commit-tree", git("hash-object", "-t", "tree", "-w", "/dev/null"), "-m", "first");
  git("update-ref", "refs/heads/main", commit);
  const entries = await readdir(folder.path, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(
    paths.map(async (path) => file(`upstream/${path.slice(folder.path.length + 1)}`, await readFile(path))),
  );
  return { commit, files };
}
