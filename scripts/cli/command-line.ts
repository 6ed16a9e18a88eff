import { parseArgs } from "node:util";
import { nearest } from "../../actions/lib/spelling/index.ts";
import { CommandError } from "./exit-codes.ts";
import { SHARED_OPTIONS, type Verb } from "./verb.ts";

export type Request =
  | { readonly kind: "help"; readonly verb: Verb | null }
  | { readonly kind: "version" }
  | CallRequest;

export type CallRequest = {
  readonly kind: "call";
  readonly verb: Verb;
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly operands: readonly string[];
};

/**
 * What was asked for on the command line.
 *
 * @throws CommandError `wrongUse`, with the nearest known word where one was mistyped
 */
export function parseCommandLine(words: readonly string[], verbs: readonly Verb[]): Request {
  const [first, ...rest] = words;
  if (first === undefined || first === "--help" || first === "-h" || first === "help") {
    const about = rest.find((word) => !word.startsWith("-"));
    return { kind: "help", verb: about === undefined ? null : verbNamed(about, verbs) };
  }
  if (first === "--version") return { kind: "version" };
  const verb = verbNamed(first, verbs);
  const { values, positionals } = parseWords(verb, rest);
  if (values.help === true) return { kind: "help", verb };
  const [least, most] = verb.operands;
  if (positionals.length < least || positionals.length > most) {
    throw new CommandError("wrongUse", operandsWanted(verb, positionals));
  }
  if (positionals[0]?.trim() === "") {
    throw new CommandError(
      "wrongUse",
      `the first word is empty\nusage: scripts/autorepo ${verb.name} ${verb.usage}`,
    );
  }
  return { kind: "call", verb, values, operands: positionals };
}

function verbNamed(word: string, verbs: readonly Verb[]): Verb {
  const found = verbs.find(({ name }) => name === word);
  if (found !== undefined) return found;
  const names = verbs.map(({ name }) => name);
  throw unknownWord({ kind: "verb", word, page: "scripts/autorepo --help" }, names);
}

function parseWords(
  verb: Verb,
  words: string[],
): { values: Record<string, string | boolean | undefined>; positionals: string[] } {
  const options = { ...SHARED_OPTIONS, ...verb.options };
  const typed = parseArgs({ args: words, options, strict: false, allowPositionals: true, tokens: true });
  for (const token of typed.tokens) {
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(options, token.name)
      ? options[token.name as keyof typeof options]
      : undefined;
    if (option === undefined)
      throw unknownWord(
        { kind: "option", word: token.rawName, page: `scripts/autorepo ${verb.name} --help` },
        Object.keys(options).map((name) => `--${name}`),
      );
    const problem = valueProblem(token, option.type);
    if (problem !== null) {
      throw new CommandError("wrongUse", `${problem}\nusage: scripts/autorepo ${verb.name} ${verb.usage}`);
    }
  }
  return {
    values: { ...typed.values } as Record<string, string | boolean | undefined>,
    positionals: typed.positionals,
  };
}

type Given = { readonly rawName: string; readonly value?: string | undefined };

/** null: it has a value where it takes one, and none where it takes none. */
function valueProblem({ rawName, value }: Given, type: "string" | "boolean"): string | null {
  if (type === "boolean")
    return value === undefined ? null : `${rawName} takes no value, "${value}" was given`;
  if (value === undefined) return `${rawName} wants a value`;
  return value.trim() === "" ? `${rawName} is empty: write a value, or leave it out` : null;
}

function operandsWanted({ name, usage, operands: [, most] }: Verb, given: readonly string[]): string {
  const [unexpected] = given.slice(most);
  if (unexpected === undefined) return `${name} wants more words\nusage: scripts/autorepo ${name} ${usage}`;
  const entries = usage.includes("--packages") ? "; entries are named with --packages" : "";
  return `"${unexpected}" is one word too many${entries}\nusage: scripts/autorepo ${name} ${usage}`;
}

type Unknown = { readonly kind: "verb" | "option"; readonly word: string; readonly page: string };

function unknownWord({ kind, word, page }: Unknown, known: readonly string[]): CommandError {
  const meant = nearest(word, known);
  const hint = meant === null ? "" : `; did you mean ${meant}?`;
  return new CommandError("wrongUse", `unknown ${kind} "${word}"${hint} (${page} lists all)`);
}
