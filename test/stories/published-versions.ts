import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Manifest, readManifest, readState, type State } from "../../actions/lib/documents/index.ts";

/** By package, what the repository in `public` of a folder offers now. */
export function publishedVersions(folder: string): Record<string, string> {
  const { manifest } = publishedIn(join(folder, "public"));
  const packages = manifest.entries.flatMap(({ built }) => built?.packages ?? []);
  return Object.fromEntries(packages.map(({ pkgname, version }) => [pkgname, version]));
}

/** What the files of a store say, read as they are. */
export function publishedIn(store: string): { readonly state: State; readonly manifest: Manifest } {
  const read = (key: string) => readFileSync(join(store, key));
  const state = readState(JSON.parse(read("state.json").toString()).state, "state");
  return { state, manifest: readManifest(read(state.manifest.key), "manifest") };
}
