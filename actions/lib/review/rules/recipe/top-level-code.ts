import type { ShellCommand } from "../../../shell/index.ts";
import { inFile } from "../../finding.ts";
import type { PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";
import { writtenCommand } from "../../written-command.ts";

/** Commands outside of all functions run whenever anybody reads the PKGBUILD: a helper, a search, this plan. */
export const topLevelCode: Rule = {
  id: "top-level-code",
  severities: ["warning", "note"],
  find(reading) {
    const before = new Set(reading.old ? commandsOnReading(reading.old).map(writtenCommand) : []);
    const local = functionNames(reading.new);
    const added = commandsOnReading(reading.new).filter(
      (command) => !isQuiet(command) && !before.has(writtenCommand(command)),
    );
    const once = new Map(added.map((command) => [writtenCommand(command), command]));
    return [...once].map(([text, command]) => {
      const severity = reading.old === null || isHarmless(command, local) ? "note" : "warning";
      const message = `${quoted(text)} runs whenever the PKGBUILD is read, before anything is built.`;
      return inFile(severity, message, { file: "PKGBUILD", line: command.place.line, text });
    });
  },
};

/** Builtins that set variables or print and, by themselves, touch nothing outside of the shell. */
const BUILTINS = words(
  "[ : break continue declare echo export false local mapfile printf read readarray readonly return set shift shopt test true typeset unset",
);
/** Programs that only turn one text into another, or say what day or machine it is. */
const FILTERS = words(
  "awk basename cut date dirname expr grep head nproc rev sed seq sort tail tr uname uniq vercmp wc",
);
/** How awk and sed run other programs or write files. */
const RUNS = /\bsystem\s*\(|getline|["']\s*\||\|\s*"|>|\/e\b|\be\s/;

function isHarmless(command: ShellCommand, local: ReadonlySet<string>): boolean {
  const [name, ...others] = command.words.map(({ parts }) => (parts.includes(null) ? null : parts.join("")));
  if (name === undefined || name === null) return false;
  if (command.redirections.some(({ operator }) => operator.startsWith(">"))) return false;
  if (name === "awk" || name === "sed") return !others.some((word) => word === null || RUNS.test(word));
  // Copies of package functions under other names are how many make `package_…` for variants.
  if (name === "eval") return /^["']?_?\w*package[^()\s]*\(\)\s*\{/.test(command.words[1]?.raw ?? "");
  return FILTERS.has(name) || local.has(name);
}

/** Sets a variable or prints: nothing to tell. What stands in its words as a command is told by itself. */
function isQuiet({ words: [name], redirections }: ShellCommand): boolean {
  const isBuiltin = name !== undefined && !name.parts.includes(null) && BUILTINS.has(name.parts.join(""));
  return isBuiltin && !redirections.some(({ operator }) => operator.startsWith(">"));
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}

/** Of the top level, and of the functions that it calls. */
function commandsOnReading(reading: PackageReading): readonly ShellCommand[] {
  const commands = (reading.files.get("PKGBUILD")?.script?.commands ?? []).filter(
    ({ words }) => words.length > 0,
  );
  const local = functionNames(reading);
  const byFunction = Map.groupBy(commands, ({ place }) => place.within);
  const running = new Set<string | null>([null]);
  for (const within of running) {
    for (const { words } of byFunction.get(within) ?? []) {
      const name = words[0]?.raw ?? "";
      if (local.has(name)) running.add(name);
    }
  }
  return commands.filter(({ place }) => running.has(place.within));
}

function functionNames(reading: PackageReading): ReadonlySet<string> {
  return new Set(reading.files.get("PKGBUILD")?.script?.functions.map(({ name }) => name));
}
