import type { Severity } from "../../documents/index.ts";

/** Why a file of the system gives rights, trust or code that runs unasked. */
export type Verdict = { readonly severity: Severity; readonly why: string };

export function alarm(why: string): Verdict {
  return { severity: "alarm", why };
}

export function warning(why: string): Verdict {
  return { severity: "warning", why };
}
