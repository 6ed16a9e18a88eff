import type { Manifest } from "../../documents/index.ts";
import type { ReadableStore } from "../../store/index.ts";
import { keptManifests } from "./kept-manifests.ts";
import { keysOf } from "./object-kinds.ts";
import type { Published } from "./published.ts";

/** A publication, as far as what it keeps is concerned. */
export type Link = Pick<Manifest, "generation" | "time" | "previous"> & {
  /** Of its manifest. */
  readonly key: string;
  /** sha256 of its database. */
  readonly database: string;
  /** Everything it needs. */
  readonly keys: readonly string[];
};

/**
 * What is published and what was before it, newest first, as far back as the manifests are there. Publications share nearly
 * all of their keys: each is in memory once.
 */
export async function publicationChain(store: ReadableStore, published: Published): Promise<readonly Link[]> {
  const repositoryName = published.state.repository;
  const known = new Map<string, string>();
  const links: Link[] = [];
  let { key } = published.state.manifest;
  for await (const manifest of keptManifests(store, published.manifest)) {
    const { generation, time, previous, databases } = manifest;
    const keys = [...keysOf(manifest, { key, repositoryName })].map((one) => shared(known, one));
    links.push({ key, generation, time, previous, database: databases.db.sha256, keys });
    key = previous?.manifest.key ?? "";
  }
  return links;
}

function shared(known: Map<string, string>, text: string): string {
  const before = known.get(text);
  if (before === undefined) known.set(text, text);
  return before ?? text;
}
