import type { FileReading, PackageReading } from "../reading.ts";
import { type Argument, baseName, pathOf } from "./argument.ts";
import { contentOf } from "./given-text.ts";
import { operands, optionValues, type Step } from "./step.ts";
import { touchesOf } from "./touched-paths.ts";

/** A file that a recipe puts into the package, where its text stands in the folder. */
export type PlacedFile = {
  readonly step: Step;
  /** Where the machine will have it, with "/" in front. */
  readonly path: string;
  readonly text: string;
  /** null: the recipe itself writes it. */
  readonly file: FileReading | null;
};

export function placedFiles({ files }: PackageReading, steps: readonly Step[]): PlacedFile[] {
  const byName = new Map([...files.values()].map((file) => [baseName({ text: file.file.path }), file]));
  const folder = folderOf([...files.values()]);
  return steps.flatMap((step): PlacedFile[] => {
    if (step.stage === "installing" || step.stage === "using") return [];
    const targets = packagedPaths(step);
    if (targets.length === 0) return [];
    const target = targets[0] ?? "";
    const copied = [
      ...copiedFiles(step, byName).map((file) => ({ file, path: pathOfCopy(target, file) })),
      ...copiedFolders(step, folder, target),
    ].flatMap(({ file, path }) => (file.text === null ? [] : [{ step, path, text: file.text, file }]));
    const written = copied.length > 0 ? null : contentOf(step);
    return written === null
      ? copied
      : targets.map((target) => ({ step, path: target, text: written, file: null }));
  });
}

function packagedPaths(step: Step): string[] {
  return touchesOf(step)
    .filter(({ how, path }) => how === "writes" && path.root === "package")
    .map(({ path: { path } }) => path.replaceAll(/\/{2,}/g, "/"));
}

function copiedFiles(step: Step, byName: ReadonlyMap<string | null, FileReading>): FileReading[] {
  if (!/^(install|cp|mv|ln)$/.test(step.program ?? "")) return [];
  const isSource = (word: Argument) => pathOf(word).root !== "package";
  return operands(step)
    .filter(isSource)
    .flatMap((word) => byName.get(baseName(word)) ?? [])
    .filter((file, at, all) => all.indexOf(file) === at && !isFolderOption(step, file));
}

type Copy = { readonly file: FileReading; readonly path: string };

type Folder = {
  /** Files in folders of the folder. */
  readonly nested: readonly FileReading[];
  /** What a last part of a path may stand for: a glob, or what is not known. */
  readonly namedBy: (last: string) => readonly FileReading[];
};

const MOST_OF_A_GLOB = 100;
const MOST_GLOBS = 50;
const LONGEST_PATH = 200;

function folderOf(files: readonly FileReading[]): Folder {
  const known = new Map<string, readonly FileReading[]>();
  const own = files.filter(({ role }) => role !== "pkgbuild" && role !== "srcinfo");
  const find = (last: string) => {
    const pattern = patternOf(last);
    const isNamed = ({ file: { path } }: FileReading) => path.length <= LONGEST_PATH && pattern.test(path);
    return own.filter(isNamed).slice(0, MOST_OF_A_GLOB);
  };
  return {
    nested: own.filter(({ file }) => file.path.includes("/")),
    namedBy: (last) => {
      const found = known.get(last) ?? (known.size < MOST_GLOBS ? find(last) : []);
      known.set(last, found);
      return found;
    },
  };
}

/** With more asterisks than two it stands for any name: to match them all costs too much. */
function patternOf(glob: string): RegExp {
  const short = glob.replaceAll(/[*\uFFFC]+/g, "*");
  if (short.length > LONGEST_NAME || short.split("*").length > 3) return /^[^/]*$/;
  const literal = short.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", "[^/]*").replaceAll("?", "[^/]")}$`);
}

const LONGEST_NAME = 60;

/** `cp -r "$srcdir/etc" "$pkgdir"`, `cp -a root/. "$pkgdir"`, `install -t "$pkgdir/…" "$f"` of files that a loop or glob names. */
function copiedFolders(step: Step, folder: Folder, target: string): Copy[] {
  if (!/^(cp|install|mv|rsync)$/.test(step.program ?? "")) return [];
  const sources = operands(step).filter((word) => pathOf(word).root !== "package");
  return sources.flatMap(({ text }) => {
    const [, name = "", inside] = /([^/]*?)(\/\.|\/\*|\/)?$/.exec(text) ?? [];
    if (/[*?]|^\uFFFC+$/.test(name)) return folder.namedBy(name).map((file) => inFolder(target, file));
    const above = inside === undefined || inside === "/" ? `${name}/` : "";
    const below = folder.nested.filter(({ file }) => name !== "" && file.path.startsWith(`${name}/`));
    return below.map((file) => {
      const path = `${target}/${above}${file.file.path.slice(name.length + 1)}`;
      return { file, path: path.replaceAll(/\/{2,}/g, "/") };
    });
  });
}

function inFolder(target: string, file: FileReading): Copy {
  return { file, path: `${target.replace(/\/$/, "")}/${file.file.path}` };
}

function isFolderOption(step: Step, { file }: FileReading): boolean {
  return optionValues(step, { short: "t", long: "target-directory" }).some(({ text }) => text === file.path);
}

/** A name without an ending is taken for a folder only where it says so by a slash. */
function pathOfCopy(target: string, { file }: FileReading): string {
  return target.endsWith("/") ||
    /\.d$|^(\/[\w.-]+)*\/(anchors|system|user|autostart|site-packages)$/.test(target)
    ? `${target.replace(/\/$/, "")}/${baseName({ text: file.path }) ?? ""}`
    : target;
}
