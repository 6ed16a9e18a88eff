import { createReadStream } from "node:fs";
import { systemWords } from "../../../actions/lib/workspace/index.ts";
import { CommandError } from "../exit-codes.ts";
import type { Screen } from "../verb.ts";
import type { Refused } from "./new-entries.ts";

/** More than any machine has from the AUR; each is written into packages.yaml and read again. */
const MOST_NAMES = 1_000;
const MOST_BYTES = 1024 * 1024;

/** Names of packages, one a line; `refused`: lines that are no such name. */
export type Names = { readonly names: readonly string[]; readonly refused: readonly Refused[] };

/**
 * From a file; null: from standard input.
 *
 * @throws CommandError `wrongUse` where the file cannot be read, or holds too much
 */
export async function readNames(file: string | null, screen: Screen): Promise<Names> {
  if (file === null && process.stdin.isTTY === true) {
    screen.say("names of packages, one a line; Ctrl-D ends them");
  }
  const lines = (await readText(file)).split(/\r?\n/).map((line) => line.trim());
  const written = [...new Set(lines.filter((line) => line !== "" && !line.startsWith("#")))];
  if (written.length > MOST_NAMES) {
    throw new CommandError("wrongUse", `${written.length} names are too many: at most ${MOST_NAMES} at once`);
  }
  const isName = (line: string) => line.length <= 128 && /^[A-Za-z0-9@_+][A-Za-z0-9@._+-]*$/.test(line);
  return {
    names: written.filter(isName),
    refused: written
      .filter((line) => !isName(line))
      .map((line) => ({ name: line.slice(0, 80), reason: "no name of a package" })),
  };
}

async function readText(file: string | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of file === null ? process.stdin : createReadStream(file)) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) throw new Error(`it holds more than ${MOST_BYTES} bytes`);
      chunks.push(chunk);
    }
  } catch (cause) {
    const words = systemWords(cause) ?? (cause instanceof Error ? cause.message : String(cause));
    const place = file === null ? "standard input" : file;
    throw new CommandError("wrongUse", `cannot read the names in ${place}: ${words}`, { cause });
  }
  return Buffer.concat(chunks).toString("utf8");
}
