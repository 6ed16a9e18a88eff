import type { ExitName } from "../exit-codes.ts";
import type { Questions } from "../terminal/question.ts";
import type { Call } from "../verb.ts";
import { changedLines } from "./manifest-diff.ts";
import type { ManifestFile } from "./manifest-file.ts";

/** packages.yaml as it will be; `person` null: nobody can be asked. */
export type Writing = {
  readonly file: ManifestFile;
  readonly text: string;
  readonly person: Questions | null;
};

/**
 * Shows the lines that change, asks unless --yes was given, and writes. "done": written, or nothing to write or not
 * wanted; "wrongUse": nobody could be asked, and nothing was written.
 */
export async function writeManifest(call: Call, { file, text, person }: Writing): Promise<ExitName> {
  const { screen, values } = call;
  if (text === file.text) {
    screen.say(`${file.name} stays as it is`);
    return "done";
  }
  if (!screen.json) screen.print(`\n${file.name}:\n${changedLines(file.text, text, screen)}`);
  if (values.yes !== true) {
    if (person === null) {
      screen.say("nothing was written: there is no terminal to ask at; --yes writes it");
      return "wrongUse";
    }
    if (!(await person.confirm(`Write this to ${file.name}?`))) {
      screen.say("nothing was written");
      return "done";
    }
  }
  await file.write(text);
  screen.say(`${file.name} is written; \`scripts/autorepo plan\` says what that means`);
  return "done";
}
