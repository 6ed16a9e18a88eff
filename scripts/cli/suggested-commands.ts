import type { Verb } from "./verb.ts";

/** Where work is done, so that a command without them would do it elsewhere. */
const PLACES = ["manifest", "store", "from-heads"] as const;

/**
 * Completes the commands that a sentence of ours suggests by the options of this call that lead to the same packages.yaml
 * and store, so that one which is copied does what the sentence says.
 */
export function completeCommands(
  values: Readonly<Record<string, string | boolean | undefined>>,
  verbs: readonly Verb[],
): (text: string) => string {
  const given = PLACES.flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [{ name, words: value === true ? "" : ` ${quoted(String(value))}` }];
  });
  const optionsOf = (verb: Verb) =>
    given
      .filter(({ name }) => name === "manifest" || name in verb.options)
      .map(({ name, words }) => ` --${name}${words}`)
      .join("");
  return (text) =>
    text.replace(/(?<!usage: )scripts\/autorepo ([a-z]+)(?![\w-])/g, (command, name) => {
      const verb = verbs.find((one) => one.name === name);
      return verb === undefined ? command : `${command}${optionsOf(verb)}`;
    });
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
