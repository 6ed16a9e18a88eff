import { inFile } from "../../finding.ts";
import type { FileReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";
import { isOwn, sameContent } from "./file-changes.ts";

/** A symbolic link came: what is read through it is another file, perhaps outside of the folder. */
export const symbolicLink: Rule = {
  id: "symbolic-link",
  severities: ["alarm", "note"],
  find({ old, new: next }) {
    return [...next.files]
      .filter(([path, file]) => file.role === "link" && !wasSame(old?.files.get(path), file))
      .map(([path, { file }]) => {
        const target = Buffer.from(file.content).toString("utf8");
        const leads = leadsOut(path, target);
        const serious = leads || isOwn(path);
        const where = leads ? ", outside of this folder" : "";
        const message = `${quoted(path)} is a symbolic link to ${quoted(target)}${where}.`;
        return inFile(serious ? "alarm" : "note", message, { file: path, line: null, text: target });
      });
  },
};

/** A submodule, or a .gitmodules: content from another repository, which is neither fetched nor reviewed. */
export const submodule: Rule = {
  id: "submodule",
  severities: ["warning"],
  find({ old, new: next }) {
    return [...next.files]
      .filter(([path, file]) => isSubmodule(path, file) && !wasSame(old?.files.get(path), file))
      .map(([path, { text }]) => {
        const hostile =
          text !== null &&
          /(url\s*=\s*("?file:|\.\.|-|ext::)|path\s*=.*(\.\.\/|\r)|update\s*=\s*!)/.test(
            text.slice(0, MOST_CHARACTERS),
          );
        const more = hostile ? ", written to make git run or read something else" : "";
        const message = `${quoted(path)} brings in another repository${more}: it is not fetched, and not reviewed.`;
        return inFile("warning", message, { file: path, line: null });
      });
  },
};

/** Of a .gitmodules; real ones have a few lines for each submodule. */
const MOST_CHARACTERS = 20_000;

function isSubmodule(path: string, { role }: FileReading): boolean {
  return role === "submodule" || path === ".gitmodules" || path.endsWith("/.gitmodules");
}

function wasSame(before: FileReading | undefined, file: FileReading): boolean {
  return before !== undefined && before.file.kind === file.file.kind && sameContent(before, file);
}

/** Whether a relative target climbs above the folder, or is absolute. */
function leadsOut(path: string, target: string): boolean {
  if (target.startsWith("/")) return true;
  const depth = path.split("/").length - 1;
  let level = depth;
  for (const part of target.split("/")) {
    level += part === ".." ? -1 : part === "." || part === "" ? 0 : 1;
    if (level < 0) return true;
  }
  return false;
}
