/**
 * Why a store did not do what it was asked.
 * "invalid-key": a key that leaves the store or cannot be stored. "too-large": more than a reader keeps in memory.
 * "busy": another process holds the lock and lives. "refused": the place answers, but not with what was asked.
 * "unreachable": it does not answer, or a file operation failed. "forbidden": it does not let these keys, or nobody.
 * "unknown-key": it knows no such key id. "wrong-secret": the secret is not that of the key id. "ended-session": the keys were
 * for a time that is over, or their session's token is another's. "no-bucket": it has no bucket of that name.
 * "other-region": the bucket is in another one, or nobody says in which. "untrusted": its certificate is not one to go by.
 * "clock": this machine's clock is too wrong to sign requests.
 * "unsupported": the place does not know what it was asked to do.
 */
export type StoreErrorCode =
  | "invalid-key"
  | "too-large"
  | "busy"
  | "refused"
  | "unreachable"
  | "forbidden"
  | "unknown-key"
  | "wrong-secret"
  | "ended-session"
  | "no-bucket"
  | "other-region"
  | "untrusted"
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
