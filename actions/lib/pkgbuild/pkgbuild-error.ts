/**
 * Why a PKGBUILD cannot be used:
 * - "missing", "unreadable": no PKGBUILD, or one with NUL bytes or CRLF line ends
 * - "syntax", "exited": bash cannot parse it, or it ended the shell before its end
 * - "rule": it breaks a rule of makepkg; the message lists every one
 * - "output": what evaluating it printed is not what the script prints
 * - "not-literal": its sources cannot be fetched from literals
 */
export type PkgbuildErrorCode =
  | "missing"
  | "unreadable"
  | "syntax"
  | "exited"
  | "rule"
  | "output"
  | "not-literal";

export class PkgbuildError extends Error {
  override readonly name = "PkgbuildError";
  readonly code: PkgbuildErrorCode;

  constructor(code: PkgbuildErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
