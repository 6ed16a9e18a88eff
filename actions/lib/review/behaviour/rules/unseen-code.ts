import { isKnown } from "../argument.ts";
import { standardInput } from "../given-text.ts";
import { readsStandardInput, SHELLS } from "../interpreters.ts";
import { behaviourRule, ran, type Scale, type Sighting } from "../sighting.ts";
import { hasOption, operands, type Step } from "../step.ts";

/** A shell runs what something else hands to it, be it lines, files that are found, or a descriptor: no text here shows that. */
export const unseenCode = behaviourRule({
  id: "unseen-code",
  severities: ["alarm", "warning", "note"],
  see: ({ steps }) =>
    steps.flatMap((step): Sighting[] => {
      if (runsWhatIsFound(step)) return ran(step, UNSEEN, "which runs whatever files it is handed");
      return readsUnseen(step) ? ran(step, UNSEEN, "which runs as code what it reads from elsewhere") : [];
    }),
});

const UNSEEN: Scale = { reading: "alarm", building: "warning", installing: "alarm", using: "note" };

/** `xargs sh`, `find … -exec bash {} \;`, `find … -exec sh -c '. {}' \;` */
function runsWhatIsFound(step: Step): boolean {
  if (!step.via.some((one) => /^(xargs|parallel|find -exec|find -ok|fd -x)/i.test(one))) return false;
  const isSource = step.program === "." || step.program === "source";
  if (!isSource && !SHELLS.has(step.program ?? "")) return false;
  if (hasOption(step, /^-[a-zA-Z]*[cn]$/)) return false;
  const [file] = operands(step);
  return file !== undefined && !isKnown(file);
}

/** A shell without a script, at the end of no pipe: `coproc sh`, `tee >(sh)`, `sh < file`, `sh <&5`; parallel without a command. */
export function readsUnseen(step: Step): boolean {
  if (standardInput(step) !== undefined) return false;
  if (step.program === "parallel") return operands(step).length === 0;
  if (!SHELLS.has(step.program ?? "")) return false;
  if (step.fedBy.length > 0 || !readsStandardInput(step)) return false;
  return !hasOption(step, /^(-[a-zA-Z]*[ci]|-n|--version|--help|-V|-h|--login|-l)$/);
}
