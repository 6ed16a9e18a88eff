import type { BuildPlan, Manifest, PlannedBuild } from "../documents/index.ts";
import { NO_LONGER_LISTED, needsConfirmation, publishedNames, removalWords } from "./deciding/names.ts";
import { withoutKeyring } from "./keyring/keyring.ts";

/** What publishing refuses until `--remove` confirms `count`; `words` say which names go, and why. */
export type RemovalToConfirm = { readonly count: number; readonly words: string };

/** Whether so much would go with a plan, all its builds finished, that somebody has to confirm it; null: no. */
export function removalToConfirm(
  { removes, jobs }: Pick<BuildPlan, "removes"> & { readonly jobs: readonly Pick<PlannedBuild, "entry">[] },
  { repositoryName, manifest }: { readonly repositoryName: string; readonly manifest: Manifest | null },
): RemovalToConfirm | null {
  if (manifest === null) return null;
  const built = new Set(jobs.map(({ entry }) => entry));
  const going = removes.filter(({ withBuildOf }) => withBuildOf === null || built.has(withBuildOf));
  const published = publishedNames(withoutKeyring(manifest, repositoryName).entries).size;
  if (!needsConfirmation(going.length, published)) return null;
  return { count: going.length, words: removalWords(going, { published, because: NO_LONGER_LISTED }) };
}
