import { inFile } from "../../finding.ts";
import type { PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { listed, quoted } from "../../words.ts";

/** Something can only be known by running the PKGBUILD, and it was not run. */
export const unresolved: Rule = {
  id: "unresolved",
  severities: ["note"],
  find({ old, new: next }) {
    return [
      ...(next.resolution === "unresolved" ? [finding(next, "new")] : []),
      ...(old?.resolution === "unresolved" ? [finding(old, "old")] : []),
    ];
  },
};

function finding(reading: PackageReading, side: "old" | "new") {
  const what = [...new Set(reading.unresolved.map(({ what: name }) => quoted(name)))];
  const which = side === "old" ? "version before" : "new version";
  const names = what.length > 0 ? `: ${listed(what)}` : "";
  const message = `Reading alone does not tell what the ${which} of the PKGBUILD means${names}; sources, checksums and dependencies were not compared.`;
  const line = reading.unresolved.find(({ line: at }) => at !== null)?.line ?? null;
  return inFile("note", message, { file: "PKGBUILD", line, side });
}
