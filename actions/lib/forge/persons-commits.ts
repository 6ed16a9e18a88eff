import { readFileAt } from "./branches.ts";
import type { Forge } from "./connect.ts";

export type BranchContent = {
  /** Commit of the branch. */
  readonly head: string;
  /** The branch it is for. */
  readonly base: string;
  /** Path of packages.yaml. */
  readonly file: string;
  /** Whether `after` is what we would have made of `before` ourselves, both texts of the file. */
  isOurEdit(before: string, after: string): boolean;
};

/**
 * Whether a branch of ours holds anything that we would not have written. Not who committed counts but what is there:
 * merging the base into the branch (a button on GitHub) changes nothing of ours, an amended commit may.
 */
export async function holdsPersonsWork(forge: Forge, content: BranchContent): Promise<boolean> {
  const { head, base, file, isOurEdit } = content;
  const { data } = await forge.rest.repos.compareCommitsWithBasehead({
    ...forge.at,
    basehead: `${base}...${head}`,
  });
  const changed = data.files ?? [];
  if (changed.length === 0) return false;
  if (changed.some(({ filename }) => filename !== file)) return true;
  const before = await readFileAt(forge, file, data.merge_base_commit.sha);
  const after = await readFileAt(forge, file, head);
  return before === null || after === null || !isOurEdit(before, after);
}
