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
  return steps.flatMap((step): PlacedFile[] => {
    if (step.stage === "installing" || step.stage === "using") return [];
    const targets = packagedPaths(step);
    if (targets.length === 0) return [];
    const target = targets[0] ?? "";
    const copied = [
      ...copiedFiles(step, byName).map((file) => ({ file, path: pathOfCopy(target, file) })),
      ...copiedFolders(step, [...files.values()], target),
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

/** `cp -r "$srcdir/etc" "$pkgdir"`, `cp -a root/. "$pkgdir"`, `install -t "$pkgdir/…" "$f"` of files that a loop or glob names. */
function copiedFolders(step: Step, files: readonly FileReading[], target: string): Copy[] {
  if (!/^(cp|install|mv|rsync)$/.test(step.program ?? "")) return [];
  const sources = operands(step).filter((word) => pathOf(word).root !== "package");
  return sources.flatMap(({ text }) => {
    const [, folder = "", inside] = /([^/]*?)(\/\.|\/\*|\/)?$/.exec(text) ?? [];
    if (/[*?]|^\uFFFC+$/.test(folder)) return namedBy(folder, files).map((file) => inFolder(target, file));
    const above = inside === undefined || inside === "/" ? `${folder}/` : "";
    return files.flatMap((file) => {
      const { path } = file.file;
      const below = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null;
      return folder === "" || below === null
        ? []
        : [{ file, path: `${target}/${above}${below}`.replaceAll(/\/{2,}/g, "/") }];
    });
  });
}

const MOST_OF_A_GLOB = 100;

/** Files of the folder that a last part of a path may stand for: a glob, or what is not known. */
function namedBy(last: string, files: readonly FileReading[]): readonly FileReading[] {
  const literal = last.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  const pattern = new RegExp(`^${literal.replaceAll(/[*\uFFFC]+/g, "[^/]*").replaceAll("?", "[^/]")}$`);
  return files
    .filter(({ file, role }) => role !== "pkgbuild" && role !== "srcinfo" && pattern.test(file.path))
    .slice(0, MOST_OF_A_GLOB);
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
