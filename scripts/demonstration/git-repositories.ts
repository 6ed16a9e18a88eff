import { cp, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask } from "./command.ts";

/**
 * Makes a bare repository at `target` whose commits have the trees of `folders`, oldest first, and answers
 * the commits. Authors and times are always the same, so the same folders give the same commits anywhere.
 */
export async function makeRepository(target: string, folders: readonly string[]): Promise<string[]> {
  await using work = await temporaryFolder();
  const commits: string[] = [];
  await git(work.path, ["init", "--quiet", "--initial-branch=main"]);
  for (const [month, folder] of folders.entries()) {
    for (const name of await readdir(work.path)) {
      if (name !== ".git") await rm(join(work.path, name), { recursive: true });
    }
    await cp(folder, work.path, { recursive: true });
    await git(work.path, ["add", "--all"]);
    await git(work.path, ["commit", "--quiet", "--message", month === 0 ? "Add it" : "Change it"], month);
    commits.push(await git(work.path, ["rev-parse", "HEAD"]));
  }
  const partial = `${target}.partial`;
  await rm(partial, { recursive: true, force: true });
  await git(work.path, ["clone", "--quiet", "--bare", work.path, partial]);
  // For git over plain HTTP: a server of files needs these lists.
  await git(partial, ["update-server-info"]);
  await rm(target, { recursive: true, force: true });
  await rename(partial, target);
  return commits;
}

async function git(folder: string, parameters: readonly string[], month = 0): Promise<string> {
  const date = `2026-0${month + 1}-01T12:00:00Z`;
  const environment = {
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "Example",
    GIT_AUTHOR_EMAIL: "example@example.org",
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: "Example",
    GIT_COMMITTER_EMAIL: "example@example.org",
    GIT_COMMITTER_DATE: date,
  };
  return await ask(["git", ...parameters], { folder, environment });
}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "autorepo-demo-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
