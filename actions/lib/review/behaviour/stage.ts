import type { ShellScript } from "../../shell/index.ts";
import { executedFiles, runnableFiles } from "../executed-files.ts";
import type { FileRole, PackageReading } from "../reading.ts";
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
  const known = stages.get(reading) ?? setStages(reading);
  stages.set(reading, known);
  return known;
}

const stages = new WeakMap<PackageReading, ReadonlyMap<string, StageOf>>();

function setStages(reading: PackageReading): ReadonlyMap<string, StageOf> {
  const reached = reachedStages(reading);
  return new Map(
    [...reading.files].map(([path, { role, script }]) => {
      const stage = reached.get(path) ?? "using";
      return [path, role === "pkgbuild" ? recipeStages(script) : () => stage];
    }),
  );
}

/** What root runs first, then what a build does, and all that these call. */
function reachedStages(reading: PackageReading): ReadonlyMap<string, Stage> {
  const called = calledFiles(reading);
  const reached = new Map<string, Stage>();
  const roots = (stage: Stage, roles: readonly FileRole[]) => {
    const waiting = [...reading.files].flatMap(([path, { role }]) => (roles.includes(role) ? [path] : []));
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (reached.has(path)) continue;
      reached.set(path, stage);
      for (const file of called.get(path) ?? []) waiting.push(file);
    }
  };
  roots("installing", ["scriptlet", "hook"]);
  roots("building", ["pkgbuild"]);
  return reached;
}

/** The files that each file runs or sources, by their own name or by that under which the package has them. */
function calledFiles({ files }: PackageReading): ReadonlyMap<string, readonly string[]> {
  const sizes = new Map([...files].map(([path, { file }]) => [path, file.content.byteLength]));
  sizes.delete("PKGBUILD");
  const runnable = runnableFiles(sizes);
  const installed = installedNames(files.get("PKGBUILD")?.script ?? null, new Set(sizes.keys()));
  return new Map(
    [...files].map(([path, { script, role }]) => {
      if (script === null) return [path, []];
      const packaged =
        role === "pkgbuild" ? [] : programsOf(script).flatMap((name) => installed.get(name) ?? []);
      return [path, [...executedFiles(script, runnable), ...packaged]];
    }),
  );
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
