import { nearest } from "../actions/lib/spelling/index.ts";

/** What starts a workflow. */
export type Triggers = {
  readonly events: readonly string[];
  /** Of `workflow_dispatch`, by name. */
  readonly inputs: ReadonlyMap<string, Input>;
};

export type Input = {
  readonly type: string;
  readonly required: boolean;
  /** Of a choice. */
  readonly options: readonly string[];
};

/** Reads them from a workflow as they are written here: block style, indented by two. No package is there to read YAML with. */
export function readTriggers(workflow: string): Triggers {
  const lines = workflow.split("\n");
  const on = blockOf(lines, /^"?on"?:/);
  const inputs = blockOf(blockOf(on, /^ {2}workflow_dispatch:/), /^ {4}inputs:/);
  const names = keysOf(inputs, 6);
  return {
    events: keysOf(on, 2),
    inputs: new Map(names.map((name) => [name, inputOf(blockOf(inputs, new RegExp(`^ {6}${name}:`)))])),
  };
}

/** The lines below the one that begins so, which are indented deeper. */
function blockOf(lines: readonly string[], begin: RegExp): readonly string[] {
  const start = lines.findIndex((line) => begin.test(line));
  if (start < 0) return [];
  const indent = indentOf(lines[start] ?? "");
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.trim() !== "" && indentOf(line) <= indent);
  return end < 0 ? rest : rest.slice(0, end);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function keysOf(lines: readonly string[], indent: number): readonly string[] {
  const key = new RegExp(`^ {${indent}}([\\w-]+):`);
  return lines.flatMap((line) => key.exec(line)?.[1] ?? []);
}

function inputOf(lines: readonly string[]): Input {
  const textOf = (key: string) =>
    lines.find((line) => line.trimStart().startsWith(`${key}:`))?.split(/:\s*/)[1] ?? "";
  const options = textOf("options").replace(/^\[|\]$/g, "");
  return {
    type: textOf("type") || "string",
    required: textOf("required") === "true",
    options: options === "" ? [] : options.split(/,\s*/),
  };
}

/** A run of a workflow as a person typed it. */
export type Wanted = {
  /** Its name, for messages. */
  readonly workflow: string;
  readonly event: string;
  /** NAME=VALUE */
  readonly words: readonly string[];
};

/** What is wrong with it, in sentences: GitHub's own page would not let it be asked for. */
export function inputProblems({ events, inputs }: Triggers, wanted: Wanted): readonly string[] {
  const { workflow, event, words } = wanted;
  // Written otherwise than here: act says itself what it does not find.
  if (events.length === 0) return [];
  if (!events.includes(event)) {
    const words = inputOfChoice(event, inputs) ?? nearest(event, events);
    return [`${workflow} has no event "${event}"${hint(words)} (it has ${listed(events, "and")})`];
  }
  if (event !== "workflow_dispatch") {
    const example = `scripts/act ${[workflow, "workflow_dispatch", ...words].join(" ")}`;
    return words.length === 0 ? [] : [`inputs go with workflow_dispatch alone: ${example}`];
  }
  const given = new Set(words.map((word) => nameOf(word)));
  const missing = [...inputs].filter(([name, { required }]) => required && !given.has(name));
  return [
    ...words.flatMap((word) => problemOf(word, inputs)),
    ...missing.map(([name, { options }]) => `${workflow} wants ${name}=${listed(options, "or") || "VALUE"}`),
  ];
}

function nameOf(word: string): string {
  return word.includes("=") ? word.slice(0, word.indexOf("=")) : "";
}

function problemOf(word: string, inputs: Triggers["inputs"]): readonly string[] {
  if (!word.includes("=")) {
    return [`"${word}" is no input: write ${inputOfChoice(word, inputs) ?? "NAME=VALUE"}`];
  }
  const name = nameOf(word);
  const value = word.slice(name.length + 1);
  const input = inputs.get(name);
  if (input === undefined) {
    const known = [...inputs.keys()];
    return [
      `unknown input "${name}"${hint(nearest(name, known))} (there are ${listed(known, "and") || "none"})`,
    ];
  }
  const options = input.type === "boolean" ? ["true", "false"] : input.options;
  if (options.length === 0 || options.includes(value)) return [];
  return [`${name} cannot be "${value}"${hint(nearest(value, options))} (it is ${listed(options, "or")})`];
}

/** "verb=verify" for "verify"; null: no choice has it. */
function inputOfChoice(word: string, inputs: Triggers["inputs"]): string | null {
  const owner = [...inputs].find(([, { options }]) => options.includes(word))?.[0];
  return owner === undefined ? null : `${owner}=${word}`;
}

function hint(words: string | null): string {
  return words === null ? "" : `; did you mean ${words}?`;
}

/** "a, b and c" */
function listed(words: readonly string[], between: "and" | "or"): string {
  return [words.slice(0, -1).join(", "), ...words.slice(-1)].filter(Boolean).join(` ${between} `);
}
