import { textOf } from "./parts.ts";
import type { Redirection } from "./script.ts";

/** Programs that only write to their output, whatever they are told. */
export const HARMLESS: ReadonlySet<string> = new Set([
  "basename",
  "cat",
  "cut",
  "date",
  "dirname",
  "expr",
  "grep",
  "head",
  "hostname",
  "id",
  "nproc",
  "rev",
  "seq",
  "tac",
  "tail",
  "tr",
  "uname",
  "wc",
  "whoami",
  "getconf",
  "arch",
  "base64",
  "vercmp",
  "sha256sum",
  "md5sum",
  "pwd",
  "msg",
  "msg2",
  "plain",
  "warning",
  "error",
]);

/** Whether no file is written. */
export function isQuiet(redirections: readonly Redirection[]): boolean {
  return redirections.every(
    ({ operator, target }) =>
      !operator.includes(">") || /^(?:\d+|\/dev\/(?:null|stderr|stdout))$/.test(textOf(target.parts) ?? "?"),
  );
}
