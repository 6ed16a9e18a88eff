import type { TreeFile } from "../upstream/index.ts";
import type { FileRole } from "./reading.ts";

/** What is known of a folder before its files are told apart. */
export type FolderFacts = {
  /** Files that some `install=` names. */
  readonly scriptlets: ReadonlySet<string>;
  /** Files that another file of the folder runs or sources. */
  readonly executed: ReadonlySet<string>;
};

/** What a file of a package's folder is for: by its kind, its name, its use, then its first bytes. */
export function fileRole(file: TreeFile, text: string | null, facts: FolderFacts): FileRole {
  if (file.kind === "symlink") return "link";
  if (file.kind === "submodule") return "submodule";
  if (facts.scriptlets.has(file.path)) return "scriptlet";
  if (file.path.endsWith(".install") && text !== null && /^\s*\[Trigger\]/m.test(text)) return "hook";
  const named = roleByName(file.path);
  if (named !== null) return named;
  if (text === null) return file.content.includes(0) ? "binary" : "text";
  return text.startsWith("#!") || facts.executed.has(file.path) ? "script" : "text";
}

const ROLES: readonly (readonly [RegExp, FileRole])[] = [
  [/^PKGBUILD$/, "pkgbuild"],
  [/^\.SRCINFO$/, "srcinfo"],
  [/\.install$/, "scriptlet"],
  [/\.hook$/, "hook"],
  [/\.(service|timer|socket|path|mount|automount|target|slice)$/, "unit"],
  [/\.desktop$/, "desktop"],
  [/\.(patch|diff)$/, "patch"],
  [/^keys\/pgp\/[^/]*\.asc$/, "key"],
  [/\.(bash|sh|zsh|fish)$/, "script"],
];

function roleByName(path: string): FileRole | null {
  return ROLES.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}
