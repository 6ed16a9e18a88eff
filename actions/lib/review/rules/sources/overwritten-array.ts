import { inFile } from "../../finding.ts";
import type { PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { topLevelAssignments } from "../../top-level.ts";
import { quoted } from "../../words.ts";

/** `source=` is set twice: whoever reads the first list has not read what counts, and other tools may use either. */
export const overwrittenArray: Rule = {
  id: "source-set-twice",
  severities: ["warning"],
  find(reading) {
    const before = new Set(reading.old ? overwritten(reading.old).map(({ name }) => name) : []);
    return overwritten(reading.new)
      .filter(({ name }) => !before.has(name))
      .map(({ name, line, first }) =>
        inFile(
          "warning",
          `${quoted(name)} is set again in line ${line}: what line ${first} lists is thrown away.`,
          {
            file: "PKGBUILD",
            line,
            text: name,
          },
        ),
      );
  },
};

/**
 * Arrays that a later plain assignment at top level replaces, though they held something. Indented ones stand in
 * the branches of a condition.
 */
function overwritten(reading: PackageReading) {
  const lines = reading.files.get("PKGBUILD")?.text?.split("\n") ?? [];
  const whole = topLevelAssignments(reading).filter(
    ({ name, index, place, append, elements }) =>
      ARRAYS.test(name) &&
      index === null &&
      !append &&
      (elements?.length ?? 0) > 0 &&
      lines[place.line - 1]?.startsWith(`${name}=`),
  );
  return [...Map.groupBy(whole, ({ name }) => name)].flatMap(([name, [first, second]]) =>
    first && second && first.place.line !== second.place.line
      ? [{ name, line: second.place.line, first: first.place.line }]
      : [],
  );
}

const ARRAYS = /^(source|validpgpkeys|[a-z0-9]+sums)(_|$)/;
