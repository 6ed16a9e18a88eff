import type { Owner } from "./owner.ts";

/** Labels of everything that stays on the engine. */
export const LABEL = { owner: "autorepo.owner", purpose: "autorepo.purpose" } as const;

/** Options that label what `owner` makes. */
export function labelOptions(owner: Owner, purpose: string): string[] {
  return ["--label", `${LABEL.owner}=${owner.label}`, "--label", `${LABEL.purpose}=${purpose}`];
}
