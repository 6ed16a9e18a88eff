import schema from "../../../schema/packages.schema.json" with { type: "json" };
import type { ErrorObject } from "../json-schema/index.ts";
import { nearest } from "../spelling/index.ts";
import { quote, type Refusal, visible } from "./problem.ts";
import type { Rule } from "./rules.ts";

/** An error of ajv in the words of a packager; `text` is what stands at its place in the file. */
export function explain(error: ErrorObject, text: string): Refusal {
  const say = KEYWORDS[error.keyword] ?? malformed;
  return say(error, text);
}

const KEYWORDS: Readonly<Record<string, (error: ErrorObject, text: string) => Refusal>> = {
  additionalProperties: unknownKey,
  required: missingKey,
  type: wrongType,
  enum: notAChoice,
  uniqueItems: repeated,
  minItems: wrongLength,
  maxItems: wrongLength,
};

type Kind = { readonly rule: Rule; readonly name: string; readonly fix: string };

/** What the texts of packages.yaml are, by the schema's definitions. */
const KINDS: Readonly<Record<string, Kind>> = {
  "repository-name": {
    rule: "repository-name",
    name: "a name for a pacman repository",
    fix: "use at most 64 letters, digits, dots, hyphens and underscores; begin with a letter or digit",
  },
  "entry-name": {
    rule: "entry-name",
    name: "a name for a package",
    fix: "use at most 128 ASCII letters, digits and @ . _ + -; begin with neither a dot nor a hyphen",
  },
  "package-name": {
    rule: "package-name",
    name: "a name for a package",
    fix: "use at most 128 ASCII letters, digits and @ . _ + -; begin with neither a dot nor a hyphen",
  },
  image: {
    rule: "image",
    name: "a container image",
    fix: "write a tag or digest, such as docker.io/library/archlinux:base-devel",
  },
  mirror: {
    rule: "mirror",
    name: "the address of a mirror",
    fix: "write an https: address, such as https://geo.mirror.pkgbuild.com/$repo/os/$arch",
  },
  store: {
    rule: "store",
    name: "a place for the repository",
    fix: "write file: and a folder, such as file:./public, or s3://bucket/prefix",
  },
  endpoint: {
    rule: "endpoint",
    name: "the address of an S3 server",
    fix: "write an https: address, such as https://s3.eu-central-003.backblazeb2.com; for AWS remove the line",
  },
  region: {
    rule: "region",
    name: "a region",
    fix: "write the bucket's region, such as eu-central-1; for R2 write auto",
  },
  url: {
    rule: "url",
    name: "the public address of a store",
    fix: "write an address clients can reach, such as https://pkgs.example.org, or remove the line",
  },
  "git-url": {
    rule: "git-url",
    name: "the address of a git repository",
    fix: "write an https: address (ssh:, git: and http: are not used), such as https://aur.archlinux.org/yay.git",
  },
  branch: { rule: "branch", name: "a branch", fix: "name a branch, or remove the line to follow HEAD" },
  ref: { rule: "ref", name: "a commit", fix: "write all 40 digits of the commit that was reviewed" },
  path: { rule: "path", name: "a folder", fix: "name a folder below the repository's root" },
  duration: {
    rule: "duration",
    name: "a duration",
    fix: "write a whole number and one unit: 45s, 90m, 2h or 3d",
  },
  "test-command": {
    rule: "test-command",
    name: "a command",
    fix: "write one command, such as: yay --version",
  },
};

/** The schema's definition that an error came from: "#/definitions/duration/pattern". */
function kindOf(error: ErrorObject): Kind | null {
  const [, definition = ""] = /definitions\/([a-z-]+)\/\w+$/.exec(error.schemaPath) ?? [];
  return KINDS[definition] ?? null;
}

function malformed(error: ErrorObject): Refusal {
  const kind = kindOf(error);
  const text = error.propertyName ?? String(error.data);
  if (kind === null) throw new Error(`no words for ${error.schemaPath}: ${error.message}`);
  return { rule: kind.rule, says: `${quote(text)} is not ${kind.name}`, fix: kind.fix };
}

function unknownKey(error: ErrorObject): Refusal {
  const key: string = error.params.additionalProperty;
  const known = Object.keys(error.parentSchema?.properties ?? {});
  return { rule: "unknown-key", says: `${quote(key)} is not a setting here`, fix: fixForKey(key, known) };
}

function fixForKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  if (meant !== null) return `did you mean "${meant}"?`;
  const home = HOMES.find(({ keys }) => keys.includes(key));
  if (home !== undefined) return `it belongs ${home.place}`;
  return `remove it; known here: ${known.join(", ")}`;
}

const HOMES = [
  { place: "at the top level", keys: Object.keys(schema.properties) },
  { place: 'under "repository:"', keys: Object.keys(schema.properties.repository.properties) },
  { place: 'under "build:"', keys: Object.keys(schema.properties.build.properties) },
  { place: "in an entry of packages:", keys: Object.keys(schema.definitions.entry.properties) },
];

function missingKey(error: ErrorObject): Refusal {
  const key: string = error.params.missingProperty;
  const fix =
    key === "name" ? 'add "name: myrepo" below it' : 'add "repository:" with "name: myrepo" below it';
  return { rule: "missing-key", says: `${quote(key)} is missing`, fix };
}

function wrongType(error: ErrorObject, text: string): Refusal {
  const { data, instancePath } = error;
  const wanted: string = [error.params.type].flat()[0] ?? "";
  const key = instancePath.split("/").at(-1) ?? "";
  if (data === null) return noValue(key);
  if (wanted === "string" && typeof data !== "object") return notText(error, text);
  const inList = wanted === "string" && /^[0-9]+$/.test(key);
  const what = key === "" ? "the file" : inList ? "an element of the list" : quote(key);
  return {
    rule: "wrong-type",
    says: `${what} must be ${NOUNS[wanted]}, not ${nounOf(data)}`,
    fix: inList ? 'quote a text that contains ": "' : (EXAMPLES[wanted]?.(key, firstLine(text)) ?? ""),
  };
}

const NOUNS: Readonly<Record<string, string>> = { string: "one text", array: "a list", object: "a map" };

const EXAMPLES: Readonly<Record<string, (key: string, text: string) => string>> = {
  string: (key) => `write "${key}: …" on one line`,
  array: (key, text) => `write a list: end the line after "${key}:", and below it "  - ${text}"`,
  object: (key, text) => {
    if (key === "") return START;
    if (key === "packages")
      return `write one entry a line, each with a colon: "  ${text.replace(/^- */, "")}:"`;
    return `put each setting on a line of its own below "${key}:"`;
  },
};

function firstLine(text: string): string {
  return visible(text.slice(0, 60).split("\n")[0] ?? "").slice(0, 60);
}

const START = 'begin with "repository:", and below it "  name: myrepo"';

function nounOf(data: unknown): string {
  if (Array.isArray(data)) return "a list";
  return typeof data === "object" ? "a map" : "one value";
}

function noValue(key: string): Refusal {
  if (key === "") return { rule: "missing-key", says: "the file is empty", fix: START };
  return { rule: "no-value", says: `${quote(key)} has no value`, fix: "write one, or remove the line" };
}

/** A duration without its unit, or text that YAML takes for something else ("Norway": no, 1.10, 0x1f). */
function notText(error: ErrorObject, text: string): Refusal {
  const kind = kindOf(error);
  if (kind?.rule === "duration") {
    return { rule: "duration", says: `${quote(text)} is not ${kind.name}`, fix: kind.fix };
  }
  return {
    rule: "quote-it",
    says: `${quote(text)} is a number or a yes/no to YAML, but ${kind?.name ?? "text"} is wanted`,
    fix: `quote it: "${firstLine(text)}"`,
  };
}

function notAChoice(error: ErrorObject, text: string): Refusal {
  const choices: string[] = error.params.allowedValues;
  if (error.data === null) return noValue(error.instancePath.split("/").at(-1) ?? "");
  const typed = typeof error.data === "string" ? error.data : text;
  const meant = nearest(typed, choices);
  const all = `choose one of: ${choices.join(", ")}`;
  return {
    rule: "choice",
    says: `${quote(typed)} is not a choice here`,
    fix: meant === null ? all : `did you mean "${meant}"? ${all}`,
  };
}

function repeated(error: ErrorObject, text: string): Refusal {
  const first = Math.min(error.params.i, error.params.j) + 1;
  return {
    rule: "repeated",
    says: `${quote(text)} stands in the list already, as number ${first}`,
    fix: "remove one of the two",
  };
}

function wrongLength(error: ErrorObject): Refusal {
  if (error.keyword === "minItems") {
    return { rule: "length", says: "the list is empty", fix: "name at least one, or remove the line" };
  }
  return { rule: "length", says: `the list has more than ${error.params.limit}`, fix: "shorten it" };
}
