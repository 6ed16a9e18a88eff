import { inFile, inRecipe } from "../../finding.ts";
import type { ChangeReading, PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";

/** A scriptlet runs as root whenever the package is installed, upgraded or removed. */
export const scriptletAdded: Rule = {
  id: "scriptlet-added",
  severities: ["warning", "note"],
  find(reading) {
    const before = reading.old ? scriptletNames(reading.old) : [];
    return scriptletNames(reading.new)
      .filter((name) => !before.includes(name))
      .map((name) => {
        const replaced = before.length > 0 && sameText(reading, before, name);
        const message = replaced
          ? `The scriptlet is now ${quoted(name)}, with the text it had before.`
          : `${quoted(name)} runs as root at every installation and upgrade of this package.`;
        const severity = reading.old === null || replaced ? "note" : "warning";
        return inRecipe(severity, message, { reading: reading.new, names: /^install$/, text: name });
      });
  },
};

/** A scriptlet whose name begins with a dot: file listings do not show it. */
export const scriptletHidden: Rule = {
  id: "scriptlet-hidden",
  severities: ["alarm"],
  find(reading) {
    const before = reading.old ? hiddenScriptlets(reading.old) : [];
    return hiddenScriptlets(reading.new)
      .filter((name) => !before.includes(name))
      .map((name) => {
        const message = `The scriptlet ${quoted(name)} has a name that file listings hide, and runs as root at installation.`;
        return inRecipe("alarm", message, { reading: reading.new, names: /^install$/, text: name });
      });
  },
};

/** `install=` names nothing that is there. */
export const scriptletMissing: Rule = {
  id: "scriptlet-missing",
  severities: ["note"],
  find({ old, new: next }) {
    const missing = (side: PackageReading) => scriptletNames(side).filter((name) => !side.files.has(name));
    const before = old ? missing(old) : [];
    return missing(next)
      .filter((name) => !before.includes(name))
      .map((name) => {
        const message = `\`install=\` names ${quoted(name)}, which is not in this folder: makepkg refuses to build.`;
        return inRecipe("note", message, { reading: next, names: /^install$/, text: name });
      });
  },
};

/** The package has no scriptlet any more. */
export const scriptletRemoved: Rule = {
  id: "scriptlet-removed",
  severities: ["note"],
  find({ old, new: next }) {
    if (!old?.evaluation || !next.evaluation) return [];
    const after = scriptletNames(next);
    if (after.length > 0) return [];
    return scriptletNames(old).map((name) =>
      inFile("note", `The scriptlet ${quoted(name)} is no longer part of the package.`, {
        file: "PKGBUILD",
        line: null,
        text: name,
        side: "old",
      }),
    );
  },
};

/** What `install=` names: evaluated, and else as far as it can be read. */
function scriptletNames({ evaluation, files }: PackageReading): string[] {
  if (evaluation) return [...new Set(evaluation.packages.flatMap(({ install }) => install ?? []))];
  const assignments = files.get("PKGBUILD")?.script?.assignments ?? [];
  const named = assignments.filter(({ name }) => name === "install").map(({ value }) => value?.parts ?? []);
  const known = named
    .filter((parts) => parts.length > 0 && !parts.includes(null))
    .map((parts) => parts.join(""));
  return [...new Set(known.filter((name) => name !== ""))];
}

/** Of the folder too: a file that nothing names yet is one `install=` away. A bare ".install" is an old custom. */
function hiddenScriptlets(reading: PackageReading): string[] {
  const named = scriptletNames(reading);
  const lying = [...reading.files].filter(([, { role }]) => role === "scriptlet").map(([path]) => path);
  return [...new Set([...named, ...lying])].filter(
    (path) => /(^|\/)\.[^/]+$/.test(path) && !/(^|\/)\.install$/.test(path),
  );
}

function sameText({ old, new: next }: ChangeReading, before: readonly string[], name: string): boolean {
  const text = next.files.get(name)?.text;
  return text !== undefined && text !== null && before.some((one) => old?.files.get(one)?.text === text);
}
