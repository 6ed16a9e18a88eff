import type { FileReading, PackageReading } from "../reading.ts";
import { type Argument, baseName } from "./argument.ts";
import { textsOfBuildFile } from "./build-files.ts";
import { commandLinesIn } from "./command-lines.ts";
import { committedFileOf, namesOfFiles, shellTextsIn } from "./committed-files.ts";
import { SHELLS } from "./interpreters.ts";
import { patchedTexts, TELLING } from "./patched-files.ts";
import { commandsByPlace } from "./placed-commands.ts";
import { type PlacedFile, placedFiles } from "./placed-files.ts";
import { sedAdditions } from "./sed-programs.ts";
import { stagesOf } from "./stage.ts";
import { operands, type Stage, type Step } from "./step.ts";
import { atPlaceOf, isSpent, newBudget, type Setting, stepsOf } from "./steps.ts";
import { writtenScripts } from "./written-scripts.ts";

/** What the files of one package's folder run, and the scripts that they write. */
export type Scene = {
  readonly reading: PackageReading;
  readonly steps: readonly Step[];
  /** False: there was more to read than may be. */
  readonly isWhole: boolean;
};

const scenes = new WeakMap<PackageReading, Scene>();

/** Remembered: every rule looks at the same one. */
export function sceneOf(reading: PackageReading): Scene {
  const known = scenes.get(reading) ?? setScene(reading);
  scenes.set(reading, known);
  return known;
}

type Reach = Pick<Setting, "functions" | "budget">;

function setScene(reading: PackageReading): Scene {
  const stages = stagesOf(reading);
  const reach: Reach = { functions: new Map(), budget: newBudget() };
  const own = [...reading.files].flatMap(([file, one]) => {
    const stageOf = stages.get(file);
    if (!one.script || !stageOf) return [];
    return stepsOf(one.script, { file, stageOf, via: [], ...reach });
  });
  const others = [...reading.files.values()].flatMap((file) => stepsOfOthers(file, reach));
  const placed = placedFiles(reading, own).flatMap((one) => stepsOfPlaced(one, reach));
  const edited = own.flatMap((step) => stepsOfEdit(step, reach));
  const steps = [...own, ...others, ...placed, ...edited, ...stepsOfPrograms(reading, { own, reach })];
  const all = withWrittenScripts(steps, reach);
  return { reading, steps: all, isWhole: !isSpent(reach.budget) };
}

/** What files run that are no shell's: those that build tools read, patches of such, and configurations of the system. */
function stepsOfOthers(file: FileReading, reach: Reach): Step[] {
  const {
    role,
    text,
    file: { path },
  } = file;
  const at = (line: number) => ({ file: path, place: { line, endLine: line, within: null } });
  const steps = (line: number, inner: { text: string; stage: Stage; via: readonly string[] }) =>
    atPlaceOf(at(line), inner, reach);
  if (role === "patch")
    return patchedTexts(file)
      .flatMap((one) =>
        steps(one.line, { text: one.text, stage: "building", via: [`what is patched into ${one.path}`] }),
      )
      .filter(({ program }) => TELLING.test(program ?? ""));
  const lines = commandLinesIn(file).flatMap((one) =>
    steps(one.line, { text: one.text, stage: "using", via: [] }),
  );
  const texts = text === null || role === "pkgbuild" ? [] : (textsOfBuildFile(path, text) ?? []);
  return [...lines, ...texts.flatMap((one) => steps(1, { text: one, stage: "building", via: [] }))];
}

/** What sed writes into files that a build runs. */
function stepsOfEdit(step: Step, reach: Reach): Step[] {
  if (step.stage === "installing") return [];
  const path = baseName(operands(step).at(-1) ?? step.name) ?? "a file";
  const via = [`what is patched into ${path}`];
  return sedAdditions(step)
    .flatMap((text) => atPlaceOf(step, { text: withoutKey(text), stage: "building", via }, reach))
    .filter(({ program }) => TELLING.test(program ?? ""));
}

/** `ExecStart=-/bin/sh …` of a unit is its command. */
function withoutKey(text: string): string {
  return text.replace(/^\s*(?:Try)?Exec\w*\s*=\s*[-@:+!|]*/, "");
}

/** What runs of a file because of where the package puts it. */
function stepsOfPlaced(placed: PlacedFile, reach: Reach): Step[] {
  const file = placed.file?.file.path ?? placed.step.file;
  const place = placed.file === null ? placed.step.place : { line: 1, endLine: 1, within: null };
  return commandsByPlace(placed, reach.budget.until).flatMap((one) => {
    const stage = isHook(placed) ? "installing" : "using";
    if (one.kind === "text") return atPlaceOf({ file, place }, { text: one.text, stage, via: [] }, reach);
    return stepsOf(one.script, { file, stageOf: () => stage, via: [], ...reach }).map((step) => ({
      ...step,
      place,
    }));
  });
}

function isHook({ path }: PlacedFile): boolean {
  return /\/(libalpm|pacman\.d)\/hooks\//.test(path);
}

/** What committed programs in other languages hand to a shell: it stands where they are run. */
function stepsOfPrograms(
  reading: PackageReading,
  { own, reach }: { own: readonly Step[]; reach: Reach },
): Step[] {
  const names = namesOfFiles(reading, own);
  return own.flatMap((step) => {
    const file = committedFileOf(step, names);
    const texts = file === null ? [] : shellTextsIn(file, step.program);
    return texts.flatMap((text) =>
      atPlaceOf(step, { text, stage: step.stage, via: [file?.file.path ?? ""] }, reach),
    );
  });
}

/** How far scripts are followed that scripts write. */
const MOST_GENERATIONS = 4;

/** And what scripts that the steps write would run, which may write scripts themselves. */
function withWrittenScripts(first: readonly Step[], reach: Reach): readonly Step[] {
  let [steps, latest] = [first, first];
  for (let generation = 0; generation < MOST_GENERATIONS && latest.length > 0; generation++) {
    const written = writtenScripts(latest, namesOfRunFiles(steps));
    latest = written.flatMap(({ text, step, stage, path }) =>
      atPlaceOf(step, { text, stage, via: [`what is written to ${path}`] }, reach),
    );
    steps = [...steps, ...latest];
  }
  return steps;
}

/** What steps run or source by a path, or give to a shell. */
function namesOfRunFiles(steps: readonly Step[]): ReadonlySet<string> {
  const words = steps.flatMap((step) => (step.name.text.includes("/") ? [step.name] : runsOperand(step)));
  return new Set(words.flatMap((word) => baseName(word) ?? []));
}

function runsOperand(step: Step): readonly Argument[] {
  const isRunner = step.program === "." || step.program === "source" || SHELLS.has(step.program ?? "");
  return isRunner ? operands(step).slice(0, 1) : [];
}
