import type { ShellCommand } from "../../../shell/index.ts";
import { inFile } from "../../finding.ts";
import type { PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";

/** Commands outside of all functions run whenever anybody reads the PKGBUILD: a helper, a search, this plan. */
export const topLevelCode: Rule = {
  id: "top-level-code",
  severities: ["warning", "note"],
  find(reading) {
    const before = new Set(reading.old ? topLevelCommands(reading.old).map(written) : []);
    const added = topLevelCommands(reading.new).filter((command) => !before.has(written(command)));
    return added.map((command) => {
      const name = nameOf(command);
      const harmless = name !== null && BUILTINS.has(name);
      const severity = harmless || reading.old === null ? "note" : "warning";
      const message = `${quoted(written(command))} runs whenever the PKGBUILD is read, before anything is built.`;
      return inFile(severity, message, {
        file: "PKGBUILD",
        line: command.place.line,
        text: written(command),
      });
    });
  },
};

/** Builtins that set variables or print and, by themselves, touch nothing outside of the shell. */
const BUILTINS = new Set(
  "[ : cd break continue declare echo export false local printf read readonly return set shift shopt test true typeset unset case for if while mapfile readarray".split(
    " ",
  ),
);

/** Text tools that only turn one text into another. */
const FILTERS = new Set(
  "sed awk cut tr head tail sort uniq grep basename dirname cat date uname wc rev seq expr".split(" "),
);

function topLevelCommands(reading: PackageReading): readonly ShellCommand[] {
  const commands = reading.files.get("PKGBUILD")?.script?.commands ?? [];
  return commands.filter((command) => command.place.within === null && command.words.length > 0);
}

function nameOf({ words: [name] }: ShellCommand): string | null {
  return name === undefined || name.parts.includes(null) ? null : name.parts.join("");
}

function written({ words }: ShellCommand): string {
  return words.map(({ raw }) => raw).join(" ");
}

export { FILTERS };
