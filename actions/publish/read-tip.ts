import type { Forge } from "../lib/forge/index.ts";
import type { Tip } from "../lib/publishing/index.ts";
import type { Workspace } from "../lib/workspace/index.ts";

/** packages.yaml where the default branch stands now, which may be further than this run's commit. */
export async function tipOnGitHub(forge: Forge, workspace: Workspace, file: string): Promise<Tip> {
  const { readBase, readFileAt } = await import("../lib/forge/index.ts");
  const { branch, commit } = await readBase(forge);
  const text = await readFileAt(forge, file, commit);
  if (text === null) throw new Error(`${forge.repository} has no ${file} on its branch ${branch}`);
  const packagesYaml = workspace.understand(Buffer.from(text));
  return { packagesYaml, commit, descendsFrom: (earlier) => descendsFrom(forge, commit, earlier) };
}

/** Where the checkout is the user's own: the file as it stands. */
export async function tipOfCheckout(workspace: Workspace): Promise<Tip> {
  return { ...(await workspace.reread()), descendsFrom: workspace.upstream.ownHistoryHolds };
}

async function descendsFrom(forge: Forge, tip: string, earlier: string): Promise<boolean> {
  const basehead = `${earlier}...${tip}`;
  const compared = await forge.rest.repos
    .compareCommitsWithBasehead({ ...forge.at, basehead, per_page: 1 })
    .catch(() => null);
  return compared?.data.status === "ahead" || compared?.data.status === "identical";
}
