import { inFile } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";

/** A file became executable or ceased to be. */
export const modeFlip: Rule = {
  id: "file-mode",
  severities: ["note"],
  find({ old, new: next }) {
    return [...next.files].flatMap(([path, { file }]) => {
      const before = old?.files.get(path)?.file.kind;
      if (before === undefined || before === file.kind) return [];
      if (file.kind === "symlink" || file.kind === "submodule") return [];
      const how = file.kind === "executable" ? "became executable" : "is no longer executable";
      return [inFile("note", `${quoted(path)} ${how}.`, { file: path, line: null })];
    });
  },
};
