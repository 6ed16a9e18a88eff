import path from "node:path";
import type { RepositorySettings, StoreAddress } from "../packages-yaml/packages-yaml.ts";
import { directoryStore } from "./directory-store.ts";
import { httpStore } from "./http-store.ts";
import type { ReadableStore, Store } from "./store.ts";

/** The store of packages.yaml; `folder` is where that file lies. Sweeps what killed writers left. */
export async function openStore(address: StoreAddress, options: { folder: string }): Promise<Store> {
  return await directoryStore(path.resolve(options.folder, address.path));
}

/** What plan and build read: the store's public address where packages.yaml gives one, else the store itself. */
export async function readOnlyStore(
  repository: Pick<RepositorySettings, "url" | "store">,
  options: { folder: string },
): Promise<ReadableStore> {
  if (repository.url !== null) return httpStore(repository.url);
  const { place, read, stream } = await openStore(repository.store, options);
  return { place, read, stream };
}
