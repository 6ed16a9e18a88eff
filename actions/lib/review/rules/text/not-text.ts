import { inFile } from "../../finding.ts";
import type { FileReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";

/** A NUL in a script: diffs stop showing the file, bash reads on. */
export const binaryInScript: Rule = {
  id: "binary-in-script",
  severities: ["alarm"],
  find({ old, new: next }) {
    return [...next.files]
      .filter(
        ([path, file]) =>
          isScript(file) && file.file.content.includes(0) && !same(old?.files.get(path), file),
      )
      .map(([path, { file }]) => {
        const at = file.content.indexOf(0);
        const near = Buffer.from(file.content.subarray(Math.max(0, at - 8), at + 16)).toString("hex");
        const message = `${quoted(path)} holds a NUL byte at offset ${at} (${near}): diffs call it binary and show nothing, bash runs it.`;
        return inFile("alarm", message, { file: path, line: null, text: near });
      });
  },
};

/** Bytes that are no UTF-8: what is shown of them depends on who shows it. */
export const notUtf8: Rule = {
  id: "not-utf-8",
  severities: ["warning", "note"],
  find({ old, new: next }) {
    return [...next.files]
      .filter(([path, file]) => isUndecoded(file) && !same(old?.files.get(path), file))
      .map(([path, file]) => {
        const severity = isScript(file) ? "warning" : "note";
        const message = `${quoted(path)} is not UTF-8: what a reader sees of it depends on the program that shows it.`;
        return inFile(severity, message, { file: path, line: null });
      });
  },
};

function isScript({ role }: FileReading): boolean {
  return (
    role === "pkgbuild" || role === "scriptlet" || role === "hook" || role === "unit" || role === "script"
  );
}

function isUndecoded({ role, text, isUnread, file }: FileReading): boolean {
  return (
    text === null &&
    !isUnread &&
    role !== "link" &&
    role !== "submodule" &&
    role !== "binary" &&
    !file.content.includes(0)
  );
}

function same(before: FileReading | undefined, file: FileReading): boolean {
  return before !== undefined && Buffer.compare(before.file.content, file.file.content) === 0;
}
