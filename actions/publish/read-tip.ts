import { mkdtemp, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Forge } from "../lib/forge/index.ts";
import type { Tip } from "../lib/publishing/index.ts";
import { type ActionCall, openRunWorkspace } from "../lib/workflow/index.ts";
import { openWorkspace } from "../lib/workspace/index.ts";

type RunPlace = { readonly file: string; readonly fromHeads: boolean };

/** packages.yaml where the default branch stands now, which may be further than this run's commit. */
export async function tipOnGitHub(call: ActionCall, forge: Forge, place: RunPlace): Promise<Tip> {
  const { readBase, readFileAt } = await import("../lib/forge/index.ts");
  const { branch, commit } = await readBase(forge);
  const text = await readFileAt(forge, place.file, commit);
  if (text === null) throw new Error(`${forge.repository} has no ${place.file} on its branch ${branch}`);
  const folder = await mkdtemp(join(call.context.temporaryFolder, "tip-"));
  const file = join(folder, basename(place.file));
  await writeFile(file, text);
  const { packagesYaml } = await openWorkspace(call, { ...place, file, store: null });
  return { packagesYaml, commit, descendsFrom: (earlier) => descendsFrom(forge, commit, earlier) };
}

/** Where the checkout is the user's own: the file as it stands. */
export async function tipOfCheckout(call: ActionCall, place: RunPlace): Promise<Tip> {
  const { packagesYaml, commit, upstream } = await openRunWorkspace(call, place);
  return { packagesYaml, commit, descendsFrom: upstream.ownHistoryHolds };
}

async function descendsFrom(forge: Forge, tip: string, earlier: string): Promise<boolean> {
  const basehead = `${earlier}...${tip}`;
  const compared = await forge.rest.repos
    .compareCommitsWithBasehead({ ...forge.at, basehead, per_page: 1 })
    .catch(() => null);
  return compared?.data.status === "ahead" || compared?.data.status === "identical";
}
