/**
 * "may-not-open": Actions may not open pull requests here. "no-permission": the token may not do this.
 * "rate-limited": GitHub wants us to wait longer than a run should. "unavailable": GitHub fails or cannot be reached.
 * "not-found": there is no such thing. "refused": GitHub says no to this one request.
 */
export type ForgeErrorCode =
  | "may-not-open"
  | "no-permission"
  | "rate-limited"
  | "unavailable"
  | "not-found"
  | "refused";

/** Why GitHub did not do what was asked; the message says what to do about it. */
export class ForgeError extends Error {
  override readonly name = "ForgeError";
  readonly code: ForgeErrorCode;

  constructor(code: ForgeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether nothing else of a run can succeed either. */
export function endsRun(error: unknown): error is ForgeError {
  return error instanceof ForgeError && error.code !== "refused" && error.code !== "not-found";
}

/** Whether the same may succeed later. */
export function isPassing(error: unknown): error is ForgeError {
  return error instanceof ForgeError && (error.code === "rate-limited" || error.code === "unavailable");
}

export function isRefusal(error: unknown, pattern: RegExp): boolean {
  return error instanceof ForgeError && error.code === "refused" && pattern.test(error.message);
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ForgeError && error.code === "not-found";
}
