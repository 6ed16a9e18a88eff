import { inlineProgram } from "../interpreters.ts";
import { dangerOf, traitsOf } from "../program-text.ts";
import { behaviourRule, ran, type Scale, type Sighting } from "../sighting.ts";
import type { Step } from "../step.ts";

/** A program in another language stands in a command: `python -c`, `node -e`, `perl -e`, a here-document. */
export const inlineProgramRun = behaviourRule({
  id: "inline-program",
  severities: ["alarm", "warning", "note"],
  see: ({ steps }) => steps.flatMap(sightingsOf),
});

function sightingsOf(step: Step): Sighting[] {
  const program = inlineProgram(step);
  if (program === null) return [];
  if (program.text === null) return ran(step, NOT_KNOWN, "a program whose text could not be resolved");
  const danger = dangerOf(traitsOf(program.text));
  if (danger === null) return [];
  return ran(step, danger.grade === "alarm" ? "alarm" : NETWORK, danger.why);
}

const NOT_KNOWN: Scale = { reading: "alarm", building: "warning", installing: "alarm", using: "warning" };
const NETWORK: Scale = { reading: "alarm", building: "warning", installing: "alarm", using: "warning" };
