import type { Forge } from "./connect.ts";
import { isNotFound, isRefusal } from "./forge-error.ts";

/** The default branch and the commit it has. */
export type Base = { readonly branch: string; readonly commit: string };

export async function readBase(forge: Forge): Promise<Base> {
  const { data } = await forge.rest.repos.get(forge.at);
  const branch = data.default_branch;
  const commit = await readTip(forge, branch);
  if (commit === null)
    throw new Error(`${forge.repository} has no branch ${branch}: nothing was committed yet`);
  return { branch, commit };
}

/** null: there is no such branch. */
export async function readTip(forge: Forge, branch: string): Promise<string | null> {
  const asked = forge.rest.git.getRef({ ...forge.at, ref: `heads/${branch}` });
  return await asked.then(({ data }) => data.object.sha, orNull);
}

/** A file of one commit; null: it has none. */
export async function readFileAt(forge: Forge, path: string, ref: string): Promise<string | null> {
  const asked = forge.rest.repos.getContent({ ...forge.at, path, ref, mediaType: { format: "raw" } });
  return await asked.then(({ data }) => textOf(data), orNull);
}

/** With the raw media type the answer is the file itself, which the SDK's types do not know. */
function textOf(data: unknown): string {
  if (data instanceof ArrayBuffer) return new TextDecoder("utf-8", { ignoreBOM: true }).decode(data);
  return String(data);
}

export type NewCommit = {
  /** Files to write, by path; all others are as in the parent. */
  readonly files: Readonly<Record<string, string>>;
  /** null: the commit has no history and holds these files alone. */
  readonly parent: string | null;
  readonly message: string;
};

/** Makes a commit that no branch has yet. Without author and committer of ours, GitHub signs it. */
export async function createCommit(forge: Forge, { files, parent, message }: NewCommit): Promise<string> {
  const tree = await forge.rest.git.createTree({
    ...forge.at,
    ...(parent === null ? {} : { base_tree: await treeOf(forge, parent) }),
    tree: Object.entries(files).map(([path, content]) => ({ path, mode: "100644", type: "blob", content })),
  });
  const parents = parent === null ? [] : [parent];
  const { data } = await forge.rest.git.createCommit({ ...forge.at, message, tree: tree.data.sha, parents });
  return data.sha;
}

async function treeOf(forge: Forge, commit: string): Promise<string> {
  const { data } = await forge.rest.git.getCommit({ ...forge.at, commit_sha: commit });
  return data.tree.sha;
}

/**
 * Points a branch to a commit in one step, whatever it had before: a pull request whose branch was reset to its base
 * in between would be closed by GitHub.
 */
export async function placeBranch(forge: Forge, branch: string, commit: string): Promise<void> {
  const update = async () =>
    await forge.rest.git.updateRef({ ...forge.at, ref: `heads/${branch}`, sha: commit, force: true });
  try {
    await forge.rest.git.createRef({ ...forge.at, ref: `refs/heads/${branch}`, sha: commit });
  } catch (error) {
    if (!isRefusal(error, /already exists/i)) throw error;
    await update();
  }
}

export async function moveBranch(forge: Forge, branch: string, commit: string): Promise<void> {
  try {
    await forge.rest.git.updateRef({ ...forge.at, ref: `heads/${branch}`, sha: commit, force: true });
  } catch (error) {
    if (!isNotFound(error) && !isRefusal(error, /does not exist/i)) throw error;
    await placeBranch(forge, branch, commit);
  }
}

export async function deleteBranch(forge: Forge, branch: string): Promise<void> {
  try {
    await forge.rest.git.deleteRef({ ...forge.at, ref: `heads/${branch}` });
  } catch (error) {
    if (!isNotFound(error) && !isRefusal(error, /does not exist/i)) throw error;
  }
}

function orNull(error: unknown): null {
  if (isNotFound(error)) return null;
  throw error;
}
