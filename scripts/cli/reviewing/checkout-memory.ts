import {
  type CheckoutMemory,
  EMPTY_MEMORY,
  MEMORY_BRANCH,
  MEMORY_FILE,
  openMemory,
} from "../../../actions/lib/detection/index.ts";
import { openOwnBranch } from "../../../actions/lib/upstream/index.ts";
import type { Workspace } from "../../../actions/lib/workspace/index.ts";
import type { Call } from "../verb.ts";

/** What detect remembers in the checkout that holds packages.yaml; outside of one nothing, which is said. */
export async function checkoutMemory(
  { screen, signal }: Call,
  { folder }: Workspace,
): Promise<CheckoutMemory> {
  const branch = await openOwnBranch({ folder, signal, branch: MEMORY_BRANCH, file: MEMORY_FILE });
  if (branch !== null) return await openMemory(branch, screen.say);
  screen.say(`${folder} is in no git repository: nothing is remembered, and every cooldown begins anew`);
  return { memory: EMPTY_MEMORY, save: async () => {} };
}
