import { cp, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ask } from "./command.ts";

/** What a copy of the template needs to run its workflows and the command line, and nothing of what develops it. */
const TEMPLATE = [
  ".actrc",
  ".github",
  ".gitignore",
  ".secrets.example",
  "actions/build",
  "actions/detect",
  "actions/dist",
  "actions/lib/spelling",
  "actions/plan",
  "actions/publish",
  "docs/rules",
  "package.json",
  "schema",
  "scripts/act",
  "scripts/act-payload.ts",
  "scripts/autorepo",
  "scripts/setup",
  "scripts/workflow-inputs.ts",
] as const;

/** Makes the folder a git repository with what the template is now; one that is there keeps its history. */
export async function copyTemplate(root: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const path of TEMPLATE) {
    await rm(join(folder, path), { recursive: true, force: true });
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(join(root, path), join(folder, path), { recursive: true });
  }
  await git(folder, ["-c", "init.defaultBranch=main", "init", "--quiet"]);
}

/** Commits everything, since jobs see nothing else. */
export async function commitAll(folder: string, subject: string): Promise<void> {
  await git(folder, ["add", "--all"]);
  await git(folder, ["commit", "--quiet", "--allow-empty", "--message", subject]);
}

async function git(folder: string, parameters: readonly string[]): Promise<void> {
  const environment = {
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "Example",
    GIT_AUTHOR_EMAIL: "example@example.org",
    GIT_COMMITTER_NAME: "Example",
    GIT_COMMITTER_EMAIL: "example@example.org",
  };
  await ask(["git", ...parameters], { folder, environment });
}
