import { ownedName } from "../ownership/index.ts";

/** Who owns what a run leaves on an engine: `id` names it, `label` tells later runs whether it still lives. */
export type Owner = {
  /** Eight hex digits, different in every run. */
  readonly id: string;
  readonly label: string;
};

export async function thisOwner(): Promise<Owner> {
  const label = await ownedName();
  return { id: label.slice(-8), label };
}
