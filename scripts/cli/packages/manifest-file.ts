import { randomUUID } from "node:crypto";
import { chmod, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename } from "node:path";
import {
  EditError,
  formatProblems,
  type PackagesYaml,
  readPackagesYaml,
} from "../../../actions/lib/packages-yaml/index.ts";
import type { Environment } from "../../../actions/lib/workspace/index.ts";
import { CommandError } from "../exit-codes.ts";

/** packages.yaml as text, for the verbs that edit it. */
export type ManifestFile = {
  /** Its name alone, for messages. */
  readonly name: string;
  readonly text: string;
  /**
   * What an edit makes of a text; nothing is written yet.
   *
   * @throws CommandError `wrongUse` where the edit is not possible or would make packages.yaml invalid
   */
  edited(text: string, edit: (text: string) => string): string;
  /** What packages.yaml would say, or in a sentence what is wrong with it. */
  read(text: string): PackagesYaml | string;
  /**
   * Replaces the file in one step, its mode kept.
   *
   * @throws CommandError where nothing is written: `wrongUse` if somebody else changed it meanwhile
   */
  write(text: string): Promise<void>;
};

export async function openManifestFile(
  place: string,
  { aurUrl, hostedRunner }: Environment,
): Promise<ManifestFile> {
  // A link stays what it is; what it leads to is edited.
  const file = await realpath(place);
  const original = await readFile(file, "utf8");
  const readText = (text: string) =>
    readPackagesYaml({ bytes: new TextEncoder().encode(text), file }, { aurUrl, allowFile: !hostedRunner });
  return {
    name: basename(place),
    text: original,
    edited(text, edit) {
      const after = editedText(text, edit);
      const read = readText(after);
      if (!read.ok)
        throw new CommandError("wrongUse", `nothing was written:\n${formatProblems(read.problems)}`);
      return after;
    },
    read(text) {
      const read = readText(text);
      return read.ok ? read.value : read.problems.map(({ says, fix }) => `${says}; ${fix}`).join("; ");
    },
    async write(text) {
      if ((await readFile(file, "utf8")) !== original) {
        throw new CommandError("wrongUse", `${file} was changed meanwhile: nothing was written, do it again`);
      }
      await replaceFile(file, text).catch((cause) => {
        throw new CommandError("machineLacks", `${file} cannot be written`, { cause });
      });
    },
  };
}

function editedText(text: string, edit: (text: string) => string): string {
  try {
    return edit(text);
  } catch (error) {
    if (error instanceof EditError) throw new CommandError("wrongUse", error.message, { cause: error });
    throw error;
  }
}

/** Whoever reads meanwhile sees the old file or the new one, whole. */
async function replaceFile(file: string, text: string): Promise<void> {
  const { mode } = await stat(file);
  const fresh = `${file}.${randomUUID()}`;
  try {
    await using staged = await open(fresh, "wx", mode);
    await staged.writeFile(text);
    await staged.sync();
    // The mask for new files does not count here.
    await chmod(fresh, mode & 0o7777);
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
