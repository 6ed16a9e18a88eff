import { inFile } from "../../finding.ts";
import type { ChangeReading, FileReading, FileRole } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";

/** Files of the folder that came, changed or went; the PKGBUILD and .SRCINFO have rules of their own. */
export const fileChanges: Rule = {
  id: "files",
  severities: ["note"],
  find(reading) {
    return [...added(reading), ...changed(reading), ...removed(reading)];
  },
};

const NOUNS: Readonly<Record<FileRole, string>> = {
  pkgbuild: "the PKGBUILD",
  srcinfo: "the .SRCINFO",
  scriptlet: "a scriptlet, run as root at installation",
  hook: "a hook, run as root whenever pacman installs what it names",
  unit: "a systemd unit",
  desktop: "a desktop entry",
  script: "a script",
  patch: "a patch",
  text: "a text",
  binary: "a binary file",
  key: "a key that signatures are verified with",
  link: "a symbolic link",
  submodule: "a submodule",
};

function added({ old, new: next }: ChangeReading) {
  if (old === null) return [];
  const gone = [...old.files].filter(([path]) => !next.files.has(path));
  return [...next.files]
    .filter(([path]) => !old.files.has(path) && !isOwn(path))
    .map(([path, file]) => {
      const before = gone.find(([, one]) => sameContent(one, file))?.[0];
      const how = before === undefined ? `was added: ${NOUNS[file.role]}` : `is ${quoted(before)} renamed`;
      return inFile("note", `${quoted(path)} ${how}.`, { file: path, line: null });
    });
}

function changed({ old, new: next }: ChangeReading) {
  return [...next.files].flatMap(([path, file]) => {
    const before = old?.files.get(path);
    if (!before || isOwn(path) || sameContent(before, file)) return [];
    return [inFile("note", `${quoted(path)} changed: ${NOUNS[file.role]}.`, { file: path, line: null })];
  });
}

function removed({ old, new: next }: ChangeReading) {
  const contents = [...next.files].filter(([path]) => !old?.files.has(path)).map(([, file]) => file);
  return [...(old?.files ?? [])]
    .filter(([path, file]) => !next.files.has(path) && !contents.some((one) => sameContent(one, file)))
    .map(([path]) => inFile("note", `${quoted(path)} was removed.`, { file: path, line: null, side: "old" }));
}

export function isOwn(path: string): boolean {
  return path === "PKGBUILD" || path === ".SRCINFO";
}

export function sameContent(one: FileReading, two: FileReading): boolean {
  return Buffer.compare(one.file.content, two.file.content) === 0;
}
