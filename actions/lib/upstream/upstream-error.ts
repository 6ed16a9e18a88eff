/**
 * What went wrong with a remote. `unreachable` is the network's or the server's fault and worth another try;
 * all others stay until somebody changes something.
 */
export type UpstreamErrorCode =
  | "unreachable"
  | "redirected"
  | "too-large"
  | "malformed"
  | "no-such-ref"
  | "pin-not-reachable"
  | "no-such-folder"
  | "interrupted";

export class UpstreamError extends Error {
  readonly code: UpstreamErrorCode;
  /** How long the server asks to be left alone, when it does. */
  readonly retryAfterSeconds: number | null;

  constructor(
    code: UpstreamErrorCode,
    message: string,
    options: ErrorOptions & { readonly retryAfterSeconds?: number | null } = {},
  ) {
    super(message, options);
    this.name = "UpstreamError";
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}
