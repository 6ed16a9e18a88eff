import {
  type Assignment,
  processorMilliseconds,
  readShell,
  type ShellCommand,
  type ShellScript,
  type Word,
} from "../../shell/index.ts";
import { argumentOf, baseName } from "./argument.ts";
import { textOfCall } from "./function-calls.ts";
import { programOfVariable, renamedPrograms } from "./renamed-programs.ts";
import { embeddedTexts, textsOfSetting } from "./shell-texts.ts";
import type { StageOf } from "./stage.ts";
import type { Stage, Step } from "./step.ts";

/** Where a text stands that a shell would run. */
export type Setting = {
  readonly file: string;
  readonly stageOf: StageOf;
  /** How it came to be run, outermost first. */
  readonly via: readonly string[];
  /** Bodies of functions that it can call. */
  readonly functions: ReadonlyMap<string, string>;
  readonly budget: Budget;
};

/** What reading texts within texts may still cost for one side of a change: hostile ones nest and repeat without end. */
export type Budget = { texts: number; words: number; readonly until: number; isSpent: boolean };

const MOST_TEXTS = 1000;
/** Of all commands: ten times what the largest recipe of a kernel has. */
const MOST_WORDS = 60_000;
const MOST_MILLISECONDS = 1000;

export function newBudget(): Budget {
  const until = processorMilliseconds() + MOST_MILLISECONDS;
  return { texts: MOST_TEXTS, words: MOST_WORDS, until, isSpent: false };
}

/** Whether something may have been left out. */
export function isSpent(budget: Budget): boolean {
  if (budget.texts < 0 || processorMilliseconds() > budget.until) budget.isSpent = true;
  return budget.isSpent;
}

function spend(budget: Budget): boolean {
  budget.texts--;
  return !isSpent(budget);
}

/** The first commands, as many as may be looked at. */
function affordable(commands: readonly ShellCommand[], budget: Budget): readonly ShellCommand[] {
  const end = commands.findIndex(({ words }) => {
    budget.words -= words.length + 1;
    return budget.words < 0;
  });
  if (end >= 0) budget.isSpent = true;
  return end < 0 ? commands : commands.slice(0, end);
}

/** Texts within texts within texts are not followed further. */
const MOST_NESTED = 4;

/** What the commands of a text run, and what the texts run that these give to other shells. */
export function stepsOf(script: ShellScript, outer: Setting): Step[] {
  const own = script.functions.map(({ name, body }) => [name, body] as const);
  const setting = { ...outer, functions: new Map([...outer.functions, ...own]) };
  const steps = commandsOf(script, setting);
  if (setting.via.length >= MOST_NESTED) return steps;
  const settings = script.assignments.flatMap((assignment) => {
    const texts = textsOfSetting(assignment);
    return texts.flatMap((text) =>
      insideOf(stepOfSetting(assignment, setting), { text, by: assignment.name }, setting),
    );
  });
  return [...steps.flatMap((step) => [step, ...nestedSteps(step, setting)]), ...settings];
}

function commandsOf(script: ShellScript, setting: Setting): Step[] {
  const byCommand = new Map<ShellCommand, Step>();
  const commands = script.commands.filter(({ via }) => !via.some(isWritten));
  for (const command of affordable(commands, setting.budget))
    byCommand.set(command, stepOf(command, setting));
  const feeders = pipelines(byCommand);
  const steps = [...byCommand.values()].map((step) => ({ ...step, fedBy: feeders(step.command) }));
  return renamedPrograms(steps);
}

function nestedSteps(step: Step, setting: Setting): Step[] {
  const by = step.program ?? step.name.raw;
  const texts = embeddedTexts(step).flatMap((text) => insideOf(step, { text, by }, setting));
  const call = textOfCall(step, setting.functions);
  if (call === null) return texts;
  // What stands in the body itself is told of there, where its arguments do not settle it.
  const isTold = ({ program, name, arguments: [first] }: Step) =>
    program === "eval"
      ? call.body.includes(first?.raw ?? "")
      : program === null && call.body.includes(name.raw);
  const called = insideOf(step, { text: call.text, by }, setting).filter((inner) => !isTold(inner));
  return [...texts, ...called];
}

function insideOf(step: Step, { text, by }: { text: string; by: string }, setting: Setting): Step[] {
  return atPlaceOf(step, { text, stage: step.stage, via: [...setting.via, by] }, setting);
}

type Inner = { readonly text: string; readonly stage: Stage; readonly via: readonly string[] };

/** The steps of a text that another step runs or writes: they stand where it stands. */
export function atPlaceOf(
  outer: Pick<Step, "file" | "place">,
  inner: Inner,
  { functions, budget }: Pick<Setting, "functions" | "budget">,
): Step[] {
  if (!spend(budget)) return [];
  const setting = { file: outer.file, stageOf: () => inner.stage, via: inner.via, functions, budget };
  return stepsOf(readShell(inner.text, { until: budget.until }), setting).map((step) => ({
    ...step,
    place: outer.place,
    fedBy: step.fedBy.map((fed) => ({ ...fed, place: outer.place })),
  }));
}

/** The reader follows here-documents that become files; when those run depends on the file, which is seen to elsewhere. */
function isWritten(via: string): boolean {
  return via.startsWith("file from ");
}

function stepOf(command: ShellCommand, setting: Setting): Step {
  const [name = argumentOf(NOTHING), ...rest] = command.words.map(argumentOf);
  return {
    file: setting.file,
    stage: setting.stageOf(command.place.within),
    place: command.place,
    command,
    program: command.words.length === 0 ? "" : (baseName(name) ?? programOfVariable(name)),
    name,
    arguments: rest,
    via: [...setting.via, ...command.via],
    fedBy: [],
  };
}

/** A step that sets a variable and runs nothing: what stands in its value has its place. */
function stepOfSetting({ place, value }: Assignment, setting: Setting): Step {
  const words = value === null ? [] : [value];
  const command: ShellCommand = { words, redirections: [], place, pipesInto: null, via: [] };
  return stepOf(command, setting);
}

/** A command of redirections only. */
const NOTHING: Word = { raw: "", parts: [], disguises: [] };

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
