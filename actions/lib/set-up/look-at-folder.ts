import { access, realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Surroundings, Workspace } from "../workspace/index.ts";
import { type FolderStore, unseen } from "./facts.ts";
import { type PublishedState, publishedState, type StateQuestion } from "./published-state.ts";

export type FolderLook = { readonly workspace: Workspace; readonly state: StateQuestion };

/** What is published in a folder, which nobody may have made yet. */
export async function lookIntoFolder(
  { workspace, state }: FolderLook,
  path: string,
): Promise<PublishedState> {
  const isThere = await access(resolve(workspace.folder, path)).then(
    () => true,
    () => false,
  );
  return isThere ? await publishedState(workspace.store, state) : { kind: "nothing" };
}

/** Whether clients get into the folder: each one on the way has to let others search it (path_resolution(7)). */
export async function lookAtFolder(
  { folder, packagesYaml }: Workspace,
  { environment }: Surroundings,
): Promise<FolderStore["open"]> {
  if (environment.hostedRunner) return unseen("no client reads a folder of a runner");
  const { store } = packagesYaml.repository;
  const path = store.kind === "directory" ? resolve(folder, store.path) : folder;
  const closed = [];
  for (const each of await foldersTo(path)) {
    const mode = await stat(each).then(
      (found) => found.mode,
      () => null,
    );
    if (mode !== null && (mode & SEARCHED_BY_OTHERS) === 0) closed.push(each);
  }
  return closed.length === 0 ? { is: "yes" } : { is: "no", closed };
}

const SEARCHED_BY_OTHERS = 0o001;

/** From the root down to a folder, and to where links on the way lead. */
async function foldersTo(path: string): Promise<readonly string[]> {
  const named = waysTo(path);
  const real = await Promise.all(named.map((each) => realpath(each).then(waysTo, () => [])));
  return [...new Set([...named, ...real.flat()])];
}

function waysTo(path: string): readonly string[] {
  const above = dirname(path);
  return above === path ? [path] : [...waysTo(above), path];
}
