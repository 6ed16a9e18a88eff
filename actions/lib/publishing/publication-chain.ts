import type { Manifest } from "../documents/index.ts";
import type { ReadableStore } from "../store/index.ts";
import { keptManifests } from "./history.ts";
import type { Published } from "./published.ts";

/** A publication and where its manifest lies. */
export type Link = { readonly key: string; readonly manifest: Manifest };

/** What is published and what was before it, newest first, as far back as the manifests are there. */
export async function publicationChain(store: ReadableStore, published: Published): Promise<readonly Link[]> {
  const links: Link[] = [];
  let { key } = published.state.manifest;
  for await (const manifest of keptManifests(store, published.manifest)) {
    links.push({ key, manifest });
    key = manifest.previous?.manifest.key ?? "";
  }
  return links;
}
