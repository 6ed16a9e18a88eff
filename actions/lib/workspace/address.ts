import { resolve } from "node:path";
import { folderServer, type RepositoryAddress } from "../report/index.ts";
import { bucketUrl } from "../store/index.ts";
import type { Workspace } from "./workspace.ts";

/** Where clients find the repository: its public address, else the folder or bucket it is written to. */
export function addressOf({ packagesYaml, folder }: Workspace): RepositoryAddress {
  const { name, url, store } = packagesYaml.repository;
  const place = store.kind === "s3" ? bucketUrl(store) : folderServer(resolve(folder, store.path));
  return { name, server: url ?? place };
}
