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

  constructor(code: UpstreamErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UpstreamError";
    this.code = code;
  }
}
