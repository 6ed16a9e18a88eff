import path from "node:path";
import type { RepositorySettings, StoreAddress } from "../packages-yaml/packages-yaml.ts";
import { directoryStore } from "./directory-store.ts";
import { httpStore } from "./http-store.ts";
import type { S3Access } from "./s3-access.ts";
import type { Capabilities, ReadableStore, Store } from "./store.ts";
import { StoreError } from "./store-error.ts";

export type OpenOptions = {
  /** Where packages.yaml lies. */
  readonly folder: string;
  /** For a bucket; null or absent: there are no keys. */
  readonly s3?: S3Access | null;
};

/** The store of packages.yaml. Of a directory, sweeps what killed writers left; of a bucket, asks nothing yet. */
export async function openStore(address: StoreAddress, { folder, s3 }: OpenOptions): Promise<Store> {
  if (address.kind === "directory") return await directoryStore(path.resolve(folder, address.path));
  if (!s3) {
    throw new StoreError(
      "forbidden",
      `store s3://${address.bucket}: there are no keys for it: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`,
    );
  }
  // The SDK takes longer to load than most commands run.
  const { s3Store } = await import("./s3-store.ts");
  return s3Store(address, s3);
}

/** What plan and build read: the store's public address where packages.yaml gives one, else the store itself. */
export async function readOnlyStore(
  repository: Pick<RepositorySettings, "url" | "store">,
  options: OpenOptions,
): Promise<ReadableStore> {
  if (repository.url !== null) return httpStore(repository.url);
  const { place, read, stream } = await openStore(repository.store, options);
  return { place, read, stream };
}

/** Tries again what a place can do, whatever was kept of earlier tries, and keeps the outcome. */
export async function probe(store: Store): Promise<Capabilities> {
  return await store.capabilities({ again: true });
}
