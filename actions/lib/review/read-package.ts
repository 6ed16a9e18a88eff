import { type Evaluation, readStatically } from "../pkgbuild/index.ts";
import { readShell, type ShellScript } from "../shell/index.ts";
import type { PackageTree, TreeFile } from "../upstream/index.ts";
import { executedFiles } from "./executed-files.ts";
import { fileRole } from "./file-role.ts";
import type { FileReading, FileRole, PackageReading } from "./reading.ts";

/** Reads a bash text; the two sides of a change share most of theirs. */
export type ReadScript = (text: string) => ShellScript;

export function rememberingReader(): ReadScript {
  const known = new Map<string, ShellScript>();
  return (text) => {
    const script = known.get(text) ?? readShell(text);
    known.set(text, script);
    return script;
  };
}

/** Reads one side of a change. `evaluation`: what a container answered for this tree; null: it was not asked. */
export function readPackage(
  tree: PackageTree,
  evaluation: Evaluation | null,
  read: ReadScript,
): PackageReading {
  const texts = new Map(tree.files.map((file) => [file.path, textOf(file)]));
  const recipe = texts.get("PKGBUILD") ?? null;
  const facts = { scriptlets: scriptlets(recipe, read), executed: executed(texts, read) };
  const files = tree.files.map((file): [string, FileReading] => {
    const text = texts.get(file.path) ?? null;
    const role = fileRole(file, text, facts);
    return [file.path, { file, role, text, script: scriptOf(text, role, read) }];
  });
  return { tree, files: new Map(files), ...meaning(tree, recipe, evaluation) };
}

function textOf({ kind, content }: TreeFile): string | null {
  if (kind === "symlink" || kind === "submodule" || content.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return null;
  }
}

/** Reading comes first: it costs no container, and what it resolves fully needs none. */
function meaning(
  { files }: PackageTree,
  recipe: string | null,
  evaluation: Evaluation | null,
): Pick<PackageReading, "evaluation" | "resolution" | "unresolved"> {
  const regular = files
    .filter(({ kind }) => kind === "file" || kind === "executable")
    .map(({ path }) => path);
  const read = recipe === null ? null : readStatically({ pkgbuild: recipe, files: regular });
  if (read?.kind === "resolved") return { evaluation: read.evaluation, resolution: "read", unresolved: [] };
  if (evaluation !== null) return { evaluation, resolution: "evaluated", unresolved: [] };
  return { evaluation: null, resolution: "unresolved", unresolved: read?.unresolved ?? [] };
}

/** What `install=` names wherever it is set, as far as it can be read. */
function scriptlets(recipe: string | null, read: ReadScript): ReadonlySet<string> {
  const assignments = recipe === null ? [] : read(recipe).assignments;
  const named = assignments
    .filter(({ name }) => name === "install")
    .map(({ value }) => value?.parts.join(""));
  return new Set(named.filter((name) => name !== undefined));
}

function executed(texts: ReadonlyMap<string, string | null>, read: ReadScript): ReadonlySet<string> {
  const sizes = new Map([...texts].map(([path, text]) => [path, text?.length ?? 0]));
  sizes.delete("PKGBUILD");
  const scripts = [...texts].filter(
    ([path, text]) => path === "PKGBUILD" || path.endsWith(".install") || isShellScript(text),
  );
  return new Set(scripts.flatMap(([, text]) => (text === null ? [] : executedFiles(read(text), sizes))));
}

function scriptOf(text: string | null, role: FileRole, read: ReadScript): ShellScript | null {
  if (text === null) return null;
  if (role === "pkgbuild" || role === "scriptlet") return read(text);
  if (role === "script") return text.startsWith("#!") && !isShellScript(text) ? null : read(text);
  const commands = COMMAND_LINES[role];
  return commands === undefined ? null : read(onlyCommands(text, commands));
}

function isShellScript(text: string | null): boolean {
  return text !== null && /^#![^\n]*\b(ba|da|z|k)?sh\b/.test(text);
}

/** Keys whose values are command lines (alpm-hooks(5), systemd.service(5), the desktop entry specification). */
const COMMAND_LINES: Partial<Record<FileRole, RegExp>> = {
  hook: /^\s*Exec\s*=\s*(.*)$/,
  unit: /^\s*Exec\w*\s*=\s*[-@:+!|]*(.*)$/,
  desktop: /^\s*(?:Try)?Exec\s*=\s*(.*)$/,
};

/** The command lines where they stand, so that their line numbers are the file's. */
function onlyCommands(text: string, commands: RegExp): string {
  return text
    .split("\n")
    .map((line) => commands.exec(line)?.[1] ?? "")
    .join("\n");
}
