import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildPlan, EMPTY_PLAN, type State } from "../../actions/lib/documents/index.ts";
import type { Entry } from "../../actions/lib/packages-yaml/packages-yaml.ts";
import {
  type CollectedResult,
  type Publication,
  publish,
  readPublished,
} from "../../actions/lib/publishing/index.ts";
import type { Signer } from "../../actions/lib/signing/index.ts";
import type { Store } from "../../actions/lib/store/index.ts";
import { publishResults } from "../../actions/publish/publish-results.ts";
import { openBucketStore } from "../bucket-store.ts";
import { type FaultProxy, startFaultProxy } from "../fault-proxy.ts";
import {
  backdate,
  bucketWorld,
  collected,
  entryOf,
  type PublishingWorld,
  REPOSITORY,
  requestOf,
} from "../publishing-world.ts";
import type { S3Server } from "../s3-server.ts";
import { signingThrough } from "../signed-publications.ts";
import type { SketchedPackage } from "../written-packages.ts";

/** What packages.yaml lists, and what was built of it. */
export type Batch = { readonly entries: readonly Entry[]; readonly results: readonly CollectedResult[] };

/** One publication into a bucket; `before`: what is published there already. */
export type PublicationStory = {
  readonly says: string;
  readonly before: Batch | null;
  readonly next: Batch;
};

/** Builds a batch: entries without packages are listed only. */
export async function batchOf(
  world: { readonly folder: string },
  sketches: Readonly<Record<string, readonly SketchedPackage[]>>,
): Promise<Batch> {
  const entries = [];
  const results = [];
  for (const [name, packages] of Object.entries(sketches)) {
    const entry = entryOf(name, {
      publishes: [...new Set([name, ...packages.map(({ pkgname }) => pkgname)])],
    });
    entries.push(entry);
    if (packages.length === 0) continue;
    const result = await collected(world, { entry, packages });
    await mkdir(join(result.folder, "log"));
    await writeFile(join(result.folder, "log", "build.log"), "made\n");
    results.push(result);
  }
  return { entries, results };
}

/** A part of a bucket with a story's `before` in it, and how readers get there. Its store writes through the proxy. */
export type Place = PublishingWorld & {
  readonly prefix: string;
  readonly proxy: FaultProxy;
  /** The same place past the proxy, for looking at it. */
  readonly direct: Store;
  readonly website: string;
  readonly plain: string;
};

export async function placeFor(
  server: S3Server,
  { before }: Pick<PublicationStory, "before">,
  key: Signer,
): Promise<Place> {
  await using stack = new AsyncDisposableStack();
  const world = stack.use(await bucketWorld(server));
  const proxy = stack.use(await startFaultProxy(server.endpoint));
  const { prefix } = world;
  const place = {
    ...world,
    store: await openBucketStore(server, { prefix, endpoint: proxy.url }),
    proxy,
    direct: world.store,
    website: `${server.website}/${prefix}`,
    plain: `${server.url}/${prefix}`,
  };
  if (before !== null) {
    await publishWithoutReport(place, before, key);
    await backdate(place.root);
  }
  proxy.forget();
  const rest = stack.move();
  return { ...place, [Symbol.asyncDispose]: () => rest.disposeAsync() };
}

/** Publishes a batch and its report from this process, as `scripts/autorepo publish` does from its own. */
export async function publishInto(
  { store, direct, website }: Pick<Place, "store" | "direct" | "website">,
  { entries, results }: Batch,
  key: Signer,
): Promise<Publication> {
  const now = new Date();
  const signing = signingThrough(website, store, key);
  return await publishResults({
    ...requestOf(store, entries, { results, signing, now }),
    repository: { name: REPOSITORY, server: website },
    plan: await planOn(direct),
    runId: "20261122T120000-0000",
    started: now,
    warn: () => {},
  });
}

/** The same as far as clients are concerned, and sooner. */
export async function publishWithoutReport(
  { store, direct, website }: Pick<Place, "store" | "direct" | "website">,
  { entries, results }: Batch,
  key: Signer,
): Promise<Publication> {
  const plannedOn = (await planOn(direct)).base;
  const signing = signingThrough(website, store, key);
  return await publish(requestOf(store, entries, { results, signing, plannedOn, now: new Date() }));
}

/** What `plan` writes beside results: here only what it was made on counts. */
export async function planOn(store: Store): Promise<BuildPlan> {
  const published = await readPublished(store, REPOSITORY);
  const base = published && baseOf(published.state);
  return { ...EMPTY_PLAN, base };
}

function baseOf({ generation, publication, manifest: { key, sha256 } }: State): BuildPlan["base"] {
  return { generation, publication, manifest: { key, sha256 } };
}
