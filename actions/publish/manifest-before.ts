import type { Manifest } from "../lib/documents/index.ts";
import { type Publication, readManifest } from "../lib/publishing/index.ts";
import type { ReadableStore } from "../lib/store/index.ts";

/** What was published before a publication; null: nothing was. */
export async function manifestBefore(
  store: ReadableStore,
  { outcome, manifest }: Publication,
): Promise<Manifest | null> {
  if (outcome === "unchanged") return manifest;
  return manifest.previous === null ? null : await readManifest(store, manifest.previous.manifest);
}
