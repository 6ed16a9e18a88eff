import { type Evaluation, readStatically } from "../pkgbuild/index.ts";
import {
  type ExecKind,
  execLines,
  processorMilliseconds,
  readShell,
  type ShellScript,
} from "../shell/index.ts";
import type { PackageTree } from "../upstream/index.ts";
import { executedFiles, runnableFiles } from "./executed-files.ts";
import { fileRole } from "./file-role.ts";
import type { FileReading, FileRole, PackageReading } from "./reading.ts";
import { isShellText } from "./shell-text.ts";
import { readTexts } from "./texts.ts";

/** Reads texts that run something; the two sides of a change share most of theirs, and what reading may cost. */
export type Reader = {
  /** A bash text. */
  script(text: string): ShellScript;
  /** The Exec lines of a hook, a unit or a desktop entry. */
  execLines(kind: ExecKind, text: string): ShellScript;
};

/** Of the processor's time for all of a change. */
const MOST_MILLISECONDS = 2500;

export function rememberingReader(): Reader {
  const known = new Map<string, ShellScript>();
  const until = processorMilliseconds() + MOST_MILLISECONDS;
  const remembered = (key: string, read: () => ShellScript) => {
    const script = known.get(key) ?? read();
    known.set(key, script);
    return script;
  };
  return {
    script: (text) => remembered(text, () => readShell(text, { until })),
    execLines: (kind, text) => remembered(`${kind}\0${text}`, () => execLines(kind, text, until)),
  };
}

/** Reads one side of a change. `evaluation`: what a container answered for this tree; null: it was not asked. */
export function readPackage(tree: PackageTree, evaluation: Evaluation | null, read: Reader): PackageReading {
  const { texts, unread } = readTexts(tree.files);
  const recipe = texts.get("PKGBUILD") ?? null;
  const facts = { scriptlets: scriptlets(recipe, read), executed: executed(texts, read) };
  const files = tree.files.map((file): [string, FileReading] => {
    const text = texts.get(file.path) ?? null;
    const role = fileRole(file, text, facts);
    const script = scriptOf(text, { path: file.path, role }, read);
    return [file.path, { file, role, text, isUnread: unread.has(file.path), script }];
  });
  return { tree, files: new Map(files), ...meaning(tree, recipe, evaluation) };
}

/** Reading comes first: it costs no container, and what it resolves fully needs none. */
function meaning(
  { files }: PackageTree,
  recipe: string | null,
  evaluation: Evaluation | null,
): Pick<PackageReading, "evaluation" | "resolution" | "unresolved" | "version"> {
  const regular = files
    .filter(({ kind }) => kind === "file" || kind === "executable")
    .map(({ path }) => path);
  const read = recipe === null ? null : readStatically({ pkgbuild: recipe, files: regular });
  if (read?.kind === "resolved") return { ...known(read.evaluation), resolution: "read" };
  if (evaluation !== null) return { ...known(evaluation), resolution: "evaluated" };
  const version = read?.facts.version ?? null;
  return { evaluation: null, version, resolution: "unresolved", unresolved: read?.unresolved ?? [] };
}

function known(evaluation: Evaluation) {
  return { evaluation, version: evaluation.version, unresolved: [] };
}

/** What `install=` names wherever it is set, as far as it can be read. */
function scriptlets(recipe: string | null, read: Reader): ReadonlySet<string> {
  const assignments = recipe === null ? [] : read.script(recipe).assignments;
  const named = assignments
    .filter(({ name }) => name === "install")
    .map(({ value }) => value?.parts.join(""));
  return new Set(named.filter((name) => name !== undefined));
}

function executed(texts: ReadonlyMap<string, string | null>, read: Reader): ReadonlySet<string> {
  const sizes = new Map([...texts].map(([path, text]) => [path, text?.length ?? 0]));
  sizes.delete("PKGBUILD");
  const runnable = runnableFiles(sizes);
  const scripts = [...texts].filter(
    ([path, text]) => path === "PKGBUILD" || path.endsWith(".install") || isShellScript(text),
  );
  return new Set(
    scripts.flatMap(([, text]) => (text === null ? [] : executedFiles(read.script(text), runnable))),
  );
}

function scriptOf(text: string | null, { path, role }: Named, read: Reader): ShellScript | null {
  if (text === null) return null;
  if (role === "hook" || role === "unit" || role === "desktop") return read.execLines(role, text);
  if (role === "script" && !isShellText(path, text)) return null;
  return role === "pkgbuild" || role === "scriptlet" || role === "script" ? read.script(text) : null;
}

type Named = { readonly path: string; readonly role: FileRole };

function isShellScript(text: string | null): boolean {
  return text !== null && /^#![^\n]*\b(ba|da|z|k)?sh\b/.test(text);
}
