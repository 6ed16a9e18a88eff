import { writeFile } from "node:fs/promises";
import { CommandError } from "./exit-codes.ts";

/**
 * Writes a file that an option names.
 *
 * @throws CommandError `wrongUse` where that cannot be
 */
export async function writeNamedFile(
  { option, file }: { readonly option: string; readonly file: string },
  text: string,
): Promise<void> {
  await writeFile(file, text).catch((cause) => {
    throw new CommandError("wrongUse", `cannot write ${option} ${file}`, { cause });
  });
}
