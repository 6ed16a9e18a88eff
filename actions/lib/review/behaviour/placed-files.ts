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
    const copied = copiedFiles(step, byName).flatMap((file) =>
      file.text === null ? [] : [{ step, path: pathOfCopy(targets[0] ?? "", file), text: file.text, file }],
    );
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

/** Where every file is a shell's to read, whatever its name. */
const OF_SHELL =
  /^\/(etc\/(profile\.d|cron\.(hourly|daily|weekly|monthly)|init\.d|grub\.d|NetworkManager\/dispatcher\.d|initcpio\/(hooks|install)|fish\/conf\.d|bash_completion\.d)|usr\/share\/(libalpm\/scripts|bash-completion\/completions|fish\/vendor_\w+\.d)|usr\/lib\/(initcpio\/(hooks|install)|dracut\/modules\.d\/[^/]+|systemd\/(system-(sleep|shutdown|generators)|user-generators)|NetworkManager\/dispatcher\.d))\/./;
const OF_BUS = /^\/usr\/share\/dbus-1\/(system-)?services\/./;

/** What a shell would run of a file because of where it lies; the rest is told by its name. */
export function textByPlace({ path, text, file }: PlacedFile): string | null {
  if (file !== null && file.role !== "text" && file.role !== "hook") return null;
  if (OF_BUS.test(path))
    return [...text.matchAll(/^Exec[ \t]*=(.*)$/gm)].map(([, command]) => command ?? "").join("\n");
  const isOther = text.startsWith("#!") && !/^#![^\n]*\b(ba|da|z|k|a|fi)?sh\b/.test(text);
  return OF_SHELL.test(path) && !isOther ? text : null;
}
