import type { Workspace } from "../../../actions/lib/workspace/index.ts";

/** Where the report is opened: at the public address, or as a file of this machine. Of a bucket nobody knows that without one. */
export async function reportPlace(workspace: Workspace): Promise<string> {
  const { store, url } = workspace.packagesYaml.repository;
  if (store.kind === "s3" && url !== null) return `${url}/report/index.html`;
  const place = `${(await workspace.store()).place}/report/index.html`;
  return store.kind === "s3" ? `${place}; packages.yaml has no \`url:\` at which browsers find it` : place;
}
