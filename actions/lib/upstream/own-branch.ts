import { type GitSettings, openGit } from "./git.ts";

/** One file on a branch of its own in this checkout: a single commit, replaced as a whole; the work tree stays as it is. */
export type OwnBranch = {
  /** null: the branch is not there yet. */
  read(): Promise<Kept | null>;
  /** False: it is not what `before` was any more, and nothing was written. */
  replace(content: string, before: Kept | null): Promise<boolean>;
};

/** What stands on the branch. */
export type Kept = { readonly commit: string; readonly content: string };

export type OwnBranchSettings = {
  /** Any folder of the checkout. */
  readonly folder: string;
  readonly branch: string;
  readonly file: string;
  readonly signal: AbortSignal;
};

/** null: the folder belongs to no checkout. */
export async function openOwnBranch(settings: OwnBranchSettings): Promise<OwnBranch | null> {
  const { folder, file, signal } = settings;
  const own: GitSettings = { folder, signal, protocols: [], privateHosts: [] };
  const ref = `refs/heads/${settings.branch}`;
  const git = openGit(own);
  if (!(await git.checkIsRepo().catch(() => false))) return null;
  return {
    async read() {
      const commit = (
        await git.raw(["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]).catch(() => "")
      ).trim();
      if (commit === "") return null;
      return { commit, content: await git.raw(["cat-file", "blob", `${commit}:${file}`]) };
    },
    async replace(content, before) {
      const blob = await store(own, ["hash-object", "-w", "--stdin"], content);
      const tree = await store(own, ["mktree"], `100644 blob ${blob}\t${file}\n`);
      const commit = await store(own, ["commit-tree", tree], `Remember what detect saw\n`);
      const expected = before?.commit ?? "0".repeat(40);
      return await git.raw(["update-ref", ref, commit, expected]).then(
        () => true,
        (error) => refusedAsMoved(error),
      );
    },
  };
}

/** The id of the object that git makes of what it is given. */
async function store(settings: GitSettings, command: readonly string[], input: string): Promise<string> {
  return (await openGit({ ...settings, input }).raw([...command])).trim();
}

/** Locked: somebody else is moving it just now. */
function refusedAsMoved(error: unknown): false {
  if (/cannot lock ref/i.test(String(error))) return false;
  throw error;
}
