import type { Severity } from "../../documents/index.ts";
import { type Found, inFile } from "../finding.ts";
import type { Rule } from "../rule.ts";
import { quoted } from "../words.ts";
import { type Scene, sceneOf } from "./scene.ts";
import { isCovered } from "./stage.ts";
import { meaningOf, type Stage, type Step, spoken } from "./step.ts";

/** Something dangerous that a package's files do, be it new or not. */
export type Sighting = {
  readonly severity: Severity;
  readonly message: string;
  /** The same in both trees at the same stage: nothing new, however it is written and wherever it stands. */
  readonly meaning: string;
  readonly stage: Stage;
  readonly file: string;
  readonly line: number | null;
  readonly text: string;
};

type Question = {
  readonly id: string;
  readonly severities: readonly Severity[];
  see(scene: Scene): readonly Sighting[];
};

/** A rule that tells what the new side does and the old one did not. */
export function behaviourRule({ id, severities, see }: Question): Rule {
  return {
    id,
    severities,
    find({ old, new: next }) {
      const before = old === null ? [] : see(sceneOf(old));
      const stages = Map.groupBy(before, ({ meaning }) => meaning);
      const isNew = ({ meaning, stage }: Sighting) =>
        !(stages.get(meaning) ?? []).some((one) => isCovered(stage, one.stage));
      return withoutRepetition(see(sceneOf(next)).filter(isNew)).map(toFound);
    },
  };
}

function withoutRepetition(sightings: readonly Sighting[]): Sighting[] {
  return [...new Map(sightings.map((one) => [`${one.stage} ${one.meaning}`, one])).values()];
}

function toFound({ severity, message, file, line, text }: Sighting): Found {
  return inFile(severity, message, { file, line, text });
}

/** A severity for each stage; null: nothing to say. */
export type Scale = Readonly<Record<Stage, Severity | null>>;

/** "`build()` runs "npm install x", which …": nothing where the scale has no severity for the step's stage. */
export function ran(step: Step, scale: Scale | Severity, why: string): Sighting[] {
  const severity = typeof scale === "string" ? scale : scale[step.stage];
  if (severity === null) return [];
  const message = `${whoRuns(step)} ${quoted(spoken(step))}${hiddenIn(step)}, ${why}.`;
  return [{ severity, message, meaning: meaningOf(step), ...placeOf(step) }];
}

export function placeOf(step: Step): Pick<Sighting, "stage" | "file" | "line" | "text"> {
  const text = step.command.words.map(({ raw }) => raw).join(" ");
  return { stage: step.stage, file: step.file, line: step.place.line, text };
}

/** Who runs a step, and when, as the beginning of a sentence. */
export function whoRuns({
  file,
  stage,
  place: { within },
  via,
}: Pick<Step, "file" | "stage" | "place" | "via">): string {
  const written = behind(via, WRITTEN);
  if (written) return `${quoted(written)}, which ${whoIs(file, within)} writes, runs`;
  const patched = behind(via, PATCHED);
  if (patched) return `${quoted(patched)}, which ${quoted(file)} patches, runs`;
  switch (stage) {
    case "reading":
      return "The PKGBUILD, whenever it is read, runs";
    case "building":
      return `${whoIs(file, within)} runs`;
    case "installing":
      return `${whoIs(file, within)} runs, as root on every machine that installs it,`;
    case "using":
      return `${whoIs(file, within)} runs, once it is installed,`;
  }
}

const WRITTEN = "what is written to ";
const PATCHED = "what is patched into ";

function behind(via: readonly string[], prefix: string): string | undefined {
  return via.find((one) => one.startsWith(prefix))?.slice(prefix.length);
}

function whoIs(file: string, within: string | null): string {
  return file === "PKGBUILD" ? (within === null ? "the PKGBUILD" : `\`${within}()\``) : quoted(file);
}

function hiddenIn({ via }: Step): string {
  const ways = via.filter((one) => !one.startsWith(WRITTEN) && !one.startsWith(PATCHED));
  return ways.length > 0 ? ` (by ${ways.join(", ")})` : "";
}
