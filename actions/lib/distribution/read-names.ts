import { Readable } from "node:stream";
import { ArchiveError } from "../archive/index.ts";
import { readSyncDatabase } from "../repository/index.ts";
import { DistributionError } from "./distribution-error.ts";
import type { NamedPackage } from "./names-cache.ts";

/** The names in a sync database; a DistributionError names the address where it is damaged. */
export async function readNames(url: string, body: Uint8Array): Promise<readonly NamedPackage[]> {
  const packages: NamedPackage[] = [];
  try {
    for await (const { pkgname, version, provides } of readSyncDatabase(Readable.from([body]))) {
      packages.push([pkgname, version, provides]);
    }
    return packages;
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause;
    throw new DistributionError("damaged", `${url} is damaged: ${cause.message}`, { cause });
  }
}
