import type { Entry } from "../../actions/lib/packages-yaml/packages-yaml.ts";
import {
  history,
  type Publication,
  publish,
  type RollbackWish,
  readPublished,
  rollback,
  type Signing,
} from "../../actions/lib/publishing/index.ts";
import type { Store } from "../../actions/lib/store/index.ts";
import {
  collected,
  commitOf,
  entryOf,
  type PublishingWorld,
  REPOSITORY,
  requestOf,
  tipOf,
} from "../publishing-world.ts";
import type { SketchedPackage } from "../written-packages.ts";
import type { Change } from "./fifty-publications.ts";

/** A repository whose packages.yaml moves on with every change that is published. */
export type ChangingRepository = {
  publish(change: Change, signing: Signing): Promise<Publication>;
};

export function changingRepository(world: PublishingWorld): ChangingRepository {
  const pinned = new Map<string, Entry>();
  return {
    async publish(change, signing) {
      if (change.kind === "remove") pinned.delete(change.name);
      const packages = change.kind === "publish" ? change.packages : [];
      for (const { pkgname, version } of packages) {
        // Every build is of another commit, as an update's is: only that ends what a rollback holds.
        const ref = { kind: "commit", sha: commitOf(`${pkgname} ${version}`) } as const;
        pinned.set(pkgname, entryOf(pkgname, { ref }));
      }
      const entries = [...pinned.values()];
      if (change.kind === "publish" || change.kind === "remove")
        return await publishBuilt(world, { packages, entries, signing });
      const wish = await wishOf(world.store, change);
      return await goBack(world.store, { wish, entries, signing });
    },
  };
}

type Wanted = { readonly entries: readonly Entry[]; readonly signing: Signing };

async function publishBuilt(
  world: PublishingWorld,
  { packages, entries, signing }: Wanted & { readonly packages: readonly SketchedPackage[] },
): Promise<Publication> {
  const results = [];
  for (const entry of entries) {
    const built = packages.filter(({ pkgname }) => pkgname === entry.name);
    if (built.length > 0) results.push(await collected(world, { entry, packages: built }));
  }
  const plannedOn = (await readPublished(world.store, REPOSITORY))?.state ?? null;
  return await publish(requestOf(world.store, entries, { results, plannedOn, signing, now: new Date() }));
}

async function goBack(
  store: Store,
  { wish, entries, signing }: Wanted & { readonly wish: RollbackWish },
): Promise<Publication> {
  const request = { store, repositoryName: REPOSITORY, signing, run: null, now: new Date() };
  const readTip = async () => tipOf(entries);
  return await rollback({ ...request, readTip, wish, remove: null, progress: () => {} });
}

async function wishOf(
  store: Store,
  change: Extract<Change, { kind: "go back" | "take back" }>,
): Promise<RollbackWish> {
  const name = change.kind === "take back" ? change.name : null;
  const [newest] = await history(store, { repositoryName: REPOSITORY, name });
  if (newest === undefined) throw new Error(`${change.says}: there is no history`);
  if (change.kind === "go back")
    return { kind: "generation", generation: newest.generation - change.generations };
  const version = newest.changes?.find(({ pkgname }) => pkgname === change.name)?.from;
  if (!version) throw new Error(`${change.says}: ${change.name} had no version before`);
  return { kind: "version", name: change.name, version };
}
