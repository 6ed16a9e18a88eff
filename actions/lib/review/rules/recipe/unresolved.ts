import { inFile } from "../../finding.ts";
import type { PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";

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
  const [first] = reading.unresolved;
  const more = reading.unresolved.length > 1 ? `, and ${reading.unresolved.length - 1} more` : "";
  const what = first && first.raw !== "" ? `: ${quoted(first.raw.trim())}${more}` : "";
  const which = side === "old" ? "reviewed" : "new";
  const message = `Reading alone does not tell what the ${which} PKGBUILD means${what}; sources, checksums and dependencies were not compared.`;
  const at = { file: "PKGBUILD", line: first?.line ?? null, text: first?.raw ?? "", side };
  return inFile("note", message, at);
}
