import { Readable } from "node:stream";
import { readSyncDatabase } from "../repository/index.ts";

/** pkgname, `[epoch:]pkgver-pkgrel`, provisions as written ("libfoo.so=3-64"). */
export type NamedPackage = readonly [pkgname: string, version: string, provides: readonly string[]];

/** The names in a sync database. Throws an ArchiveError where it is damaged. */
export async function readNames(body: Uint8Array): Promise<readonly NamedPackage[]> {
  const packages: NamedPackage[] = [];
  for await (const { pkgname, version, provides } of readSyncDatabase(Readable.from([body]))) {
    packages.push([pkgname, version, provides]);
  }
  return packages;
}
