import type { ShellScript } from "../../shell/index.ts";
import { executedFiles } from "../executed-files.ts";
import type { FileReading, PackageReading } from "../reading.ts";
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

/** Which files run or source a file. */
function callersOf({ files }: PackageReading): Callers {
  const callers = new Map<string, FileReading[]>();
  const paths = new Set([...files.keys()].filter((path) => path !== "PKGBUILD"));
  for (const file of files.values())
    for (const path of file.script ? executedFiles(file.script, paths) : [])
      callers.set(path, [...(callers.get(path) ?? []), file]);
  return callers;
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
