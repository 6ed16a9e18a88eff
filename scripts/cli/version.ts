import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * "arch-autorepo d95d78f of 2026-11-22, Node v24.21.0": the last commit of the template's copy in `root`, which is never
 * released otherwise.
 */
export async function versionText(root: string): Promise<string> {
  const commit = await lastCommit(root);
  return `arch-autorepo ${commit ?? "of no git repository"}, Node ${process.version}\n`;
}

/** null: it is not committed, or in no repository. */
async function lastCommit(root: string): Promise<string | null> {
  try {
    const words = ["-C", root, "log", "-1", "--format=%h of %cs", "--", "."];
    const { stdout } = await promisify(execFile)("git", words);
    return stdout.trim() || null;
  } catch {
    return null;
  }
}
