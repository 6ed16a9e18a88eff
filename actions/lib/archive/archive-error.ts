/**
 * - `truncated`: the bytes end too early
 * - `malformed`: they break their format's rules
 * - `limit`: more or larger than allowed
 * - `no-room`: more than this machine's disk takes beside what is there
 * - `forbidden`: well-formed, but something that is never accepted
 * - `unsupported`: a format or feature that is not read
 */
export type ArchiveErrorCode = "truncated" | "malformed" | "limit" | "no-room" | "forbidden" | "unsupported";

/** Bytes of others that are not accepted; the message says where and quotes what. */
export class ArchiveError extends Error {
  override readonly name = "ArchiveError";
  readonly code: ArchiveErrorCode;

  constructor(code: ArchiveErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Untrusted text for a message: quoted, control characters escaped, at most 120 characters of it. */
export function quoted(text: string): string {
  const shown = JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
  return shown.replaceAll(UNPRINTABLE, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
