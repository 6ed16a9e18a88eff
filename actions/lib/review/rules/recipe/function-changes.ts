import type { ShellFunction } from "../../../shell/index.ts";
import { inFile } from "../../finding.ts";
import type { PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";

/** Functions of the PKGBUILD that came, went or say something else. */
export const functionChanges: Rule = {
  id: "functions",
  severities: ["note"],
  find({ old, new: next }) {
    if (old === null) return [];
    const [before, after] = [functionsByName(old), functionsByName(next)];
    const changed = [...after].filter(([name, { body }]) => before.get(name)?.body !== body);
    const gone = [...before.keys()].filter((name) => !after.has(name));
    const same = old.evaluation !== null && old.evaluation.version === next.evaluation?.version;
    return [
      ...changed.map(([name, { place }]) => {
        const how = before.has(name) ? "changed" : "is new";
        const message = `${quoted(`${name}()`)} ${how}${same ? " though the version is the same" : ""}.`;
        return inFile("note", message, { file: "PKGBUILD", line: place.line, text: name });
      }),
      ...gone.map((name) =>
        inFile("note", `${quoted(`${name}()`)} is gone.`, {
          file: "PKGBUILD",
          line: before.get(name)?.place.line ?? null,
          text: name,
          side: "old",
        }),
      ),
    ];
  },
};

/** By name; the last definition is the one that counts. */
export function functionsByName({ files }: PackageReading): ReadonlyMap<string, ShellFunction> {
  const functions = files.get("PKGBUILD")?.script?.functions ?? [];
  return new Map(functions.map((one) => [one.name, one]));
}
