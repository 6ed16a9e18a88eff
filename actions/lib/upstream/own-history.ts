import { type GitSettings, openGit } from "./git.ts";

/** The commit checked out in `settings.folder` when `file` stands there as committed; null otherwise. */
export async function ownCommit(settings: GitSettings, file: string): Promise<string | null> {
  const git = openGit(settings);
  if (!(await git.checkIsRepo().catch(() => false))) return null;
  const tracked = await git.raw(["ls-files", "--", file]).catch(() => "");
  const changed = await git.raw(["status", "--porcelain", "--", file]).catch(() => "unknown");
  if (tracked.trim() === "" || changed.trim() !== "") return null;
  const head = await git.raw(["rev-parse", "--verify", "--quiet", "HEAD"]).catch(() => "");
  return head.trim() || null;
}

/** Whether what is checked out comes after `commit`, or is it; true where a shallow checkout cannot tell. */
export async function ownHistoryHolds(settings: GitSettings, commit: string): Promise<boolean> {
  const git = openGit(settings);
  const base = await git.raw(["merge-base", commit, "HEAD"]).catch(() => "");
  if (base.trim() === commit) return true;
  const shallow = await git.raw(["rev-parse", "--is-shallow-repository"]).catch(() => "true");
  return base.trim() === "" && shallow.trim() === "true";
}
