import type { Kept, OwnBranch } from "../upstream/index.ts";
import { createCommit, placeBranch, readFileAt, readTip } from "./branches.ts";
import type { Forge } from "./connect.ts";

/**
 * One file on a branch of its own in the repository on GitHub; a single commit, replaced as a whole. The API cannot
 * replace on a condition: another writer is seen up to the moment before, and `updates.yml` runs once at a time.
 */
export function memoryBranch(
  forge: Forge,
  { branch, file }: { readonly branch: string; readonly file: string },
): OwnBranch {
  const read = async (): Promise<Kept | null> => {
    const commit = await readTip(forge, branch);
    const content = commit === null ? null : await readFileAt(forge, file, commit);
    return commit === null || content === null ? null : { commit, content };
  };
  return {
    read,
    async replace(content, before) {
      const message = "Remember what detect saw";
      const commit = await createCommit(forge, { files: { [file]: content }, parent: null, message });
      if ((await readTip(forge, branch)) !== (before?.commit ?? null)) return false;
      await placeBranch(forge, branch, commit);
      return true;
    },
  };
}
