import { EXIT_CODES } from "./exit-codes.ts";
import type { Verb } from "./verb.ts";

/** The page of `--help`: all verbs, or one. */
export function helpText(verb: Verb | null, verbs: readonly Verb[]): string {
  return verb === null ? overview(verbs) : page(verb);
}

function overview(verbs: readonly Verb[]): string {
  const width = Math.max(...verbs.map(({ name }) => name.length));
  return [
    "scripts/autorepo VERB [OPTIONS]",
    "",
    "Builds, tests and publishes the packages that packages.yaml lists.",
    "",
    ...verbs.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "First steps: list a package with `scripts/autorepo add NAME`, look at what `scripts/autorepo plan` says,",
    "then let `scripts/autorepo run` do it. `scripts/autorepo VERB --help` explains each verb, and",
    "`scripts/autorepo --version` says which commit of the template this is.",
    "",
    ...sharedOptions(),
    "",
    "Exit codes:",
    ...Object.values(EXIT_CODES).map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`),
    "",
  ].join("\n");
}

function page(verb: Verb): string {
  return [
    `scripts/autorepo ${verb.name} ${verb.usage}`,
    "",
    verb.help.trim(),
    "",
    ...sharedOptions(),
    "",
  ].join("\n");
}

function sharedOptions(): string[] {
  return [
    "Every verb takes:",
    "  --manifest FILE  another packages.yaml (default: packages.yaml here)",
    "  --json           one JSON document on standard output instead of text, and no questions; where the call cannot",
    '                   do its work that is {"error": {"exit": 2, "message": "…"}}, with the exit code',
    "  --help           this page",
  ];
}
