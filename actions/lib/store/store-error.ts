/**
 * Why a store did not do what it was asked.
 * "invalid-key": a key that leaves the store or cannot be stored. "too-large": more than a reader keeps in memory.
 * "busy": another process holds the lock and lives. "refused": the place answers, but not with what was asked.
 * "unreachable": it does not answer, or a file operation failed. "forbidden": it does not let these keys, or nobody.
 * "no-bucket": it has no bucket of that name. "clock": this machine's clock is too wrong to sign requests.
 * "unsupported": the place does not know what it was asked to do.
 */
export type StoreErrorCode =
  | "invalid-key"
  | "too-large"
  | "busy"
  | "refused"
  | "unreachable"
  | "forbidden"
  | "no-bucket"
  | "clock"
  | "unsupported";

export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreError";
    this.code = code;
  }
}

/** The `code` of a failed system call: "ENOENT", …; null for any other error. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
