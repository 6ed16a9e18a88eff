import type { Manifest } from "../../documents/index.ts";
import { listed } from "../../planning/index.ts";
import { unchangedDecision } from "../deciding/decide.ts";
import { raisedBy } from "../deciding/highest.ts";
import { commit } from "../placing/commit.ts";
import { PublishingError } from "../publishing-error.ts";
import { type Published, readManifest, readPublished } from "../state/published.ts";
import { countedPublications } from "./recovery-choice.ts";
import type { RepairWork } from "./repair-work.ts";

/**
 * Where a person went on from an older publication: takes over the greatest versions that later ones tell of, so that no version
 * is given out twice, of which clients would keep the first. That is a publication of its own, of the same packages. With a
 * key only publications count of which it has signed a state. Answers what a person should know.
 */
export async function rememberVersions(work: RepairWork): Promise<readonly string[]> {
  const { store, request, say } = work;
  if (request.from === null) return [];
  const published = await readPublished(store, request.repositoryName, request.signing);
  if (published === null) return [];
  const before = published.manifest.highest;
  const highest = await highestSince(work, published.manifest);
  const raised = Object.entries(highest).filter(([pkgname, version]) => before[pkgname] !== version);
  if (raised.length > 0) {
    await publishHighest(work, published, highest);
    say(
      `versions that were published later are remembered: ${listed(
        raised.map((one) => one.join(" ")),
        10,
      )}`,
    );
  }
  const { generation } = published.state;
  return [
    `a version that was published after generation ${generation}, and of which nothing here tells, may be given out a second time: ` +
      "clients that have it keep it until a greater one comes",
  ];
}

async function highestSince(
  work: RepairWork,
  { generation, highest }: Manifest,
): Promise<Manifest["highest"]> {
  let raised = highest;
  for (const { address, manifest } of await countedPublications(work)) {
    if (manifest.generation < generation) continue;
    raised = raisedBy(raised, Object.entries((await readManifest(work.store, address)).highest));
  }
  return raised;
}

async function publishHighest(
  { store, request, workspace }: RepairWork,
  published: Published,
  highest: Manifest["highest"],
): Promise<void> {
  const { repositoryName, signing, run, now } = request;
  const { manifest } = published;
  const decision = { ...unchangedDecision(manifest), highest };
  const committed = await commit(store, {
    ...{ repositoryName, published, decision, signing, workspace, run },
    ...{ commit: manifest.commit, time: now.toISOString() },
  });
  if (committed !== "lost") return;
  throw new PublishingError("contended", `${store.place}: another publication came first: repair again`);
}
