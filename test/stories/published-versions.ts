import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readManifest, readState } from "../../actions/lib/documents/index.ts";

/** By package, what the repository in `public` of a folder offers now. */
export function publishedVersions(folder: string): Record<string, string> {
  const read = (key: string) => readFileSync(join(folder, "public", key));
  const { state } = JSON.parse(read("state.json").toString());
  const manifest = readManifest(read(readState(state, "state").manifest.key), "manifest");
  const packages = manifest.entries.flatMap(({ built }) => built?.packages ?? []);
  return Object.fromEntries(packages.map(({ pkgname, version }) => [pkgname, version]));
}
