import { createHash } from "node:crypto";
import type { Failure } from "../documents/index.ts";

/** Stands for what a failed try was made from: sixteen digits, other ones after any change that ends its waiting. */
export function failedInputs({ entry, key, checks, uses, vcs }: Failure): string {
  const inputs = JSON.stringify([entry, key, checks, uses, vcs]);
  return createHash("sha256").update(inputs).digest("hex").slice(0, 16);
}
