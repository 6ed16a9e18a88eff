import type { Severity } from "../../../documents/index.ts";
import type { Unresolved } from "../../../pkgbuild/index.ts";
import { inFile } from "../../finding.ts";
import type { PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { plain, quoted } from "../../words.ts";

/** Something can only be known by running the PKGBUILD, and it was not run. */
export const unresolved: Rule = {
  id: "unresolved",
  severities: ["warning", "note"],
  find({ old, new: next }) {
    const isNew = old !== null && old.resolution !== "unresolved";
    return [
      ...(next.resolution === "unresolved" ? [finding(next, "new", isNew ? "warning" : "note")] : []),
      ...(old?.resolution === "unresolved" ? [finding(old, "old", "note")] : []),
    ];
  },
};

function finding(reading: PackageReading, side: "old" | "new", severity: Severity) {
  const [first] = reading.unresolved;
  const which = side === "old" ? "reviewed" : "new";
  const message =
    first === undefined
      ? `The ${which} PKGBUILD is not there or no text; sources, checksums and dependencies were not compared.`
      : `Reading alone does not tell what the ${which} PKGBUILD means: ${obstacle(first)}${others(reading)}; sources, checksums and dependencies were not compared.`;
  return inFile(severity, message, {
    file: "PKGBUILD",
    line: first?.line || null,
    text: first?.raw ?? "",
    side,
  });
}

function obstacle({ raw, reason }: Unresolved): string {
  return raw.trim() === "" ? plain(reason) : `${plain(reason)} in ${quoted(raw.trim())}`;
}

function others({ unresolved: all }: PackageReading): string {
  return all.length > 1 ? `, and ${all.length - 1} more` : "";
}
