import type { FileReading } from "../reading.ts";

/** A line of a configuration of the system that makes it run something. */
export type CommandLine = { readonly line: number; readonly text: string };

/** Commands in udev's rules, modprobe's `install` lines and crontabs: run as root once the package is installed. */
export function commandLinesIn({ file, text, role }: FileReading): CommandLine[] {
  return role === "text" ? commandsOf(file.path, text ?? "") : [];
}

/** The same of a text that lies at a path. */
export function commandsOf(path: string, text: string): CommandLine[] {
  const patterns = PATTERNS.find(([name]) => name.test(path))?.[1];
  if (patterns === undefined) return [];
  return text
    .split("\n")
    .flatMap((line, at) =>
      [...line.matchAll(patterns)].flatMap(([, command]) =>
        command ? [{ line: at + 1, text: command.replaceAll('\\"', '"') }] : [],
      ),
    );
}

const PATTERNS: readonly (readonly [RegExp, RegExp])[] = [
  [/\.rules$/, /\b(?:RUN(?:\{\w+\})?\s*\+?=|PROGRAM\s*=?=|IMPORT\{program\}\s*=)\s*"((?:[^"\\]|\\.)*)"/g],
  [/cron/, /^\s*(?:@\w+|[\d*][\d*/,-]*(?:\s+[\w*/,-]+){4})\s+(?:root\s+)?(.*)$/g],
  [/\.conf$/, /^\s*(?:install|remove)\s+\S+\s+(.*)$/g],
];
