import type { ShellScript } from "../../shell/index.ts";
import { executedFiles } from "../executed-files.ts";
import type { FileReading, PackageReading } from "../reading.ts";
import { argumentOf, baseName } from "./argument.ts";
import type { Stage } from "./step.ts";

/** From the least to the most dangerous. */
const EXPOSURE: readonly Stage[] = ["using", "building", "reading", "installing"];

/** Whether something that ran at one stage before is no more exposed at the other now. */
export function isCovered(now: Stage, before: Stage): boolean {
  return EXPOSURE.indexOf(now) <= EXPOSURE.indexOf(before);
}

/** Answers when a function of a file runs (null: its top level). */
export type StageOf = (within: string | null) => Stage;

/** Of every file of which something runs. A committed script runs when what calls it does. */
export function stagesOf(reading: PackageReading): ReadonlyMap<string, StageOf> {
  const callers = callersOf(reading);
  const stages = new Map<string, StageOf>();
  for (const [path, { role, script }] of reading.files) {
    if (role === "pkgbuild") stages.set(path, recipeStages(script));
    else {
      const stage = stageOfFile(path, { reading, callers });
      stages.set(path, () => stage);
    }
  }
  return stages;
}

type Callers = ReadonlyMap<string, readonly FileReading[]>;

/** Which files run or source a file, by its own name or by that under which the package has it. */
function callersOf({ files }: PackageReading): Callers {
  const callers = new Map<string, FileReading[]>();
  const sizes = new Map([...files].map(([path, { file }]) => [path, file.content.byteLength]));
  sizes.delete("PKGBUILD");
  const installed = installedNames(files.get("PKGBUILD")?.script ?? null, new Set(sizes.keys()));
  for (const file of files.values()) {
    if (file.script === null) continue;
    const called =
      file.role === "pkgbuild" ? [] : programsOf(file.script).flatMap((name) => installed.get(name) ?? []);
    for (const path of new Set([...executedFiles(file.script, sizes), ...called]))
      if (path !== file.file.path) callers.set(path, [...(callers.get(path) ?? []), file]);
  }
  return callers;
}

/** `install -Dm755 helper.sh "$pkgdir/usr/bin/foo-setup"`: foo-setup is helper.sh. */
function installedNames(recipe: ShellScript | null, paths: ReadonlySet<string>): ReadonlyMap<string, string> {
  const byName = new Map([...paths].map((path) => [path.slice(path.lastIndexOf("/") + 1), path]));
  const names = new Map<string, string>();
  for (const { words } of recipe?.commands ?? []) {
    const [program, ...rest] = words.map(argumentOf);
    if (!program || !/^(install|cp|mv|ln)$/.test(program.text)) continue;
    const operands = rest.filter(({ text }) => !text.startsWith("-"));
    const [name, path] = [
      baseName(operands.at(-1) ?? program),
      byName.get(baseName(operands[0] ?? program) ?? ""),
    ];
    if (name !== null && path !== undefined && operands.length > 1) names.set(name, path);
  }
  return names;
}

function programsOf({ commands }: ShellScript): string[] {
  return commands.flatMap(({ words: [word] }) => (word ? (baseName(argumentOf(word)) ?? []) : []));
}

type Folder = { readonly reading: PackageReading; readonly callers: Callers };

function stageOfFile(path: string, folder: Folder, seen: ReadonlySet<string> = new Set()): Stage {
  const role = folder.reading.files.get(path)?.role;
  if (role === "scriptlet" || role === "hook") return "installing";
  if (role === "pkgbuild") return "building";
  if (seen.has(path)) return "using";
  const callers = folder.callers.get(path) ?? [];
  const stages = callers.map(({ file }) => stageOfFile(file.path, folder, new Set([...seen, path])));
  return EXPOSURE.findLast((stage) => stages.includes(stage)) ?? "using";
}

/** Top-level code and the functions it calls, directly or not, run when the PKGBUILD is read. */
function recipeStages(script: ShellScript | null): StageOf {
  const names = new Set(script?.functions.map(({ name }) => name));
  const calls = Map.groupBy(script?.commands ?? [], ({ place }) => place.within);
  const reached = new Set<string>();
  const waiting: (string | null)[] = [null];
  for (let within = waiting.pop(); within !== undefined; within = waiting.pop())
    for (const { words } of calls.get(within) ?? []) {
      const name = words[0]?.parts[0] ?? "";
      if (!names.has(name) || reached.has(name)) continue;
      reached.add(name);
      waiting.push(name);
    }
  return (within) => (within === null || reached.has(within) ? "reading" : "building");
}
