import type { Manifest, ManifestAddress } from "../../documents/index.ts";

/** A manifest as it lies in the store, without its entries: there may be hundreds of large ones. */
export type FoundManifest = {
  readonly address: ManifestAddress & { readonly bytes: number };
  readonly manifest: Pick<Manifest, "generation" | "publication" | "time" | "previous" | "databases">;
};

/** What may have been published last. "none": no manifest is there at all. */
export type Newest =
  | { readonly kind: "none" }
  | {
      readonly kind: "found";
      /** The manifests that go on from `base`: at most one of them was published, the others lost against it. */
      readonly candidates: readonly FoundManifest[];
      /** The newest publication that is certain, since another one goes on from it; null: there was none before. */
      readonly base: FoundManifest | null;
    }
  /** Several histories that do not belong together. */
  | { readonly kind: "torn"; readonly ends: readonly string[] };

/**
 * The newest publication, by the manifests alone. A publisher writes its manifest before it knows whether its publication
 * counts; that one counted is certain only where another goes on from it.
 */
export function newestPublication(all: readonly FoundManifest[]): Newest {
  const found = undamaged(all);
  const byKey = new Map(found.map((one) => [one.address.key, one]));
  const bases = new Map(
    found.flatMap(({ manifest: { previous } }) => (previous ? [[previous.manifest.key, previous]] : [])),
  );
  const earlier = new Set([...bases.keys()].map((key) => byKey.get(key)?.manifest.previous?.manifest.key));
  const ends = [...bases.values()].filter(({ manifest }) => !earlier.has(manifest.key));
  const highest = Math.max(...ends.map(({ generation }) => generation));
  const newest = ends.filter(({ generation }) => generation === highest);
  if (newest.length > 1) return { kind: "torn", ends: newest.map(({ manifest }) => manifest.key) };
  const [end] = newest;
  if (end === undefined) {
    return found.length === 0 ? { kind: "none" } : { kind: "found", candidates: found, base: null };
  }
  const candidates = found.filter(({ manifest }) => manifest.previous?.manifest.key === end.manifest.key);
  return { kind: "found", candidates, base: byKey.get(end.manifest.key) ?? null };
}

/** Those that have the hash by which another one names them. */
function undamaged(found: readonly FoundManifest[]): readonly FoundManifest[] {
  const hashes = new Map(
    found.flatMap(({ manifest: { previous } }) =>
      previous ? [[previous.manifest.key, previous.manifest.sha256] as const] : [],
    ),
  );
  return found.filter(({ address: { key, sha256 } }) => (hashes.get(key) ?? sha256) === sha256);
}
