import { readShell, type ShellCommand, type ShellScript, type Word } from "../../shell/index.ts";
import type { FileReading, PackageReading } from "../reading.ts";
import { type Argument, argumentOf, baseName, UNKNOWN } from "./argument.ts";
import { committedFileOf, isShellText, namesOfFiles, shellTextsIn } from "./committed-files.ts";
import { embeddedTexts } from "./embedded-texts.ts";
import { SHELLS } from "./interpreters.ts";
import { type StageOf, stagesOf } from "./stage.ts";
import { isArgument, operands, type Stage, type Step } from "./step.ts";
import { writtenScripts } from "./written-scripts.ts";

/** What the files of one package's folder run, and the scripts that they write. */
export type Scene = { readonly reading: PackageReading; readonly steps: readonly Step[] };

const scenes = new WeakMap<PackageReading, Scene>();

/** Remembered: every rule looks at the same one. */
export function sceneOf(reading: PackageReading): Scene {
  const known = scenes.get(reading) ?? setScene(reading);
  scenes.set(reading, known);
  return known;
}

function setScene(reading: PackageReading): Scene {
  const stages = stagesOf(reading);
  const own = [...reading.files].flatMap(([file, one]) => {
    const stageOf = stages.get(file);
    return one.script && stageOf && isReadAsShell(one) ? stepsOf(one.script, { file, stageOf, via: [] }) : [];
  });
  const steps = withWrittenScripts([...own, ...stepsOfPrograms(reading, own)]);
  return { reading, steps };
}

/** And what scripts that the steps write would run, which may write scripts themselves. */
function withWrittenScripts(first: readonly Step[]): readonly Step[] {
  let [steps, latest] = [first, first];
  for (let depth = 0; depth < MOST_NESTED && latest.length > 0; depth++) {
    const written = writtenScripts(latest, namesOfRunFiles(steps));
    latest = written.flatMap(({ text, step, stage, path }) =>
      atPlaceOf(step, { text, stage, via: [`what is written to ${path}`] }),
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

function isReadAsShell(file: FileReading): boolean {
  return file.role !== "script" || isShellText(file);
}

/** What committed programs in other languages hand to a shell: it stands where they are run. */
function stepsOfPrograms(reading: PackageReading, own: readonly Step[]): Step[] {
  const names = namesOfFiles(reading, own);
  return own.flatMap((step) => {
    const file = committedFileOf(step, names);
    const texts = file === null ? [] : shellTextsIn(file);
    return texts.flatMap((text) =>
      atPlaceOf(step, { text, stage: step.stage, via: [file?.file.path ?? ""] }),
    );
  });
}

type Setting = { readonly file: string; readonly stageOf: StageOf; readonly via: readonly string[] };

/** Texts within texts within texts are not followed further. */
const MOST_NESTED = 4;

function stepsOf(script: ShellScript, setting: Setting): Step[] {
  const indirect = runsItsArguments(script);
  const byCommand = new Map<ShellCommand, Step>();
  for (const command of script.commands.filter(({ via }) => !via.some(isWritten))) {
    byCommand.set(command, stepOf(command, setting, indirect));
  }
  const feeders = pipelines(byCommand);
  const steps = [...byCommand.values()].map((step) => ({ ...step, fedBy: feeders(step.command) }));
  if (setting.via.length >= MOST_NESTED) return steps;
  return steps.flatMap((step) => [
    step,
    ...[...embeddedTexts(step), ...calledThroughFunction(step, indirect)].flatMap((text) =>
      atPlaceOf(step, { text, stage: step.stage, via: [...setting.via, step.program ?? step.name.raw] }),
    ),
  ]);
}

/** The steps of a text that another step runs or writes: they stand where it stands. */
function atPlaceOf(outer: Step, inner: { text: string; stage: Stage; via: readonly string[] }): Step[] {
  const setting = { file: outer.file, stageOf: () => inner.stage, via: inner.via };
  return stepsOf(readShell(inner.text), setting).map((step) => ({
    ...step,
    place: outer.place,
    fedBy: step.fedBy.map((fed) => ({ ...fed, place: outer.place })),
  }));
}

/** The reader follows here-documents that become files; when those run depends on the file, which written files know. */
function isWritten(via: string): boolean {
  return via.startsWith("file from ");
}

function stepOf(command: ShellCommand, setting: Setting, indirect: ReadonlySet<string>): Step {
  const words = command.words.map(argumentOf);
  const [called = argumentOf(NOTHING)] = words;
  const isIndirect = words.length > 1 && indirect.has(called.text);
  const [name = called, ...rest] = isIndirect ? words.slice(1) : words;
  return {
    file: setting.file,
    stage: setting.stageOf(command.place.within),
    place: command.place,
    command,
    program: words.length === 0 ? "" : baseName(name),
    name,
    arguments: rest,
    via: [...setting.via, ...command.via, ...(isIndirect ? [called.text] : [])],
    fedBy: [],
  };
}

/** What a function that runs its arguments is given, as a command of its own: `_run sudo sh -c "…"`. */
function calledThroughFunction({ command }: Step, indirect: ReadonlySet<string>): string[] {
  const [called, ...words] = command.words.map(argumentOf);
  if (called === undefined || words.length === 0 || !indirect.has(called.text)) return [];
  return [words.map(({ text }) => asShellWord(text)).join(" ")];
}

/** A word that means exactly this text; what is not known stays so. */
function asShellWord(text: string): string {
  return text
    .split(UNKNOWN)
    .map((part) => (part === "" ? "" : `'${part.replaceAll("'", "'\\''")}'`))
    .join('"$UNKNOWN"');
}

/** A command of redirections only. */
const NOTHING: Word = { raw: "", parts: [], disguises: [] };

/** Functions whose body runs `"$@"`, or what it was given under another name: what they are called with is run. */
function runsItsArguments({ commands, functions, assignments }: ShellScript): ReadonlySet<string> {
  const given = assignments.filter(({ value }) => /^"?\$\{?[1@*]/.test(value?.raw ?? ""));
  const runs = functions.filter(({ name }) => {
    const own = given.filter(({ place }) => place.within === name).map((one) => one.name);
    const words = commands
      .filter(({ place }) => place.within === name)
      .map((command) => command.words[0]?.raw ?? "");
    return words.some(
      (raw) => isArgument(raw) || own.some((one) => new RegExp(`^"?\\$\\{?${one}\\b`).test(raw)),
    );
  });
  return new Set(runs.map(({ name }) => name));
}

/** All commands of a pipeline before each command of it, the first one first. */
function pipelines(steps: ReadonlyMap<ShellCommand, Step>): (command: ShellCommand) => readonly Step[] {
  const before = Map.groupBy(steps.values(), ({ command }) => command.pipesInto);
  const feeders = (command: ShellCommand, depth: number): readonly Step[] =>
    depth > LONGEST_PIPELINE
      ? []
      : (before.get(command) ?? []).flatMap((step) => [...feeders(step.command, depth + 1), step]);
  return (command) => feeders(command, 0);
}

const LONGEST_PIPELINE = 50;
