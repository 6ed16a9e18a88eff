import { resolve } from "node:path";
import { openWorkspace, type Workspace } from "../workspace/index.ts";
import type { ActionCall } from "./action-call.ts";

/** The workspace of a step, with the store that `storeOf` says. */
export async function openRunWorkspace(
  call: ActionCall,
  place: { readonly file: string; readonly fromHeads: boolean },
): Promise<Workspace> {
  return await openWorkspace(call, { ...place, store: await storeOf(call, place.file) });
}

/**
 * Jobs of act work in copies of the user's folder that are thrown away: a store that is a folder beside packages.yaml
 * is then the one beside the user's own. null: as packages.yaml says.
 */
export async function storeOf(call: ActionCall, file: string): Promise<string | null> {
  const { checkout } = call.context;
  if (checkout === null) return null;
  const { packagesYaml } = await openWorkspace(call, { file, fromHeads: false, store: null });
  const { store } = packagesYaml.repository;
  return store.kind === "directory" ? `file:${resolve(checkout, store.path)}` : null;
}
