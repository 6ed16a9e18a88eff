import { isInterpreter, languageOf, readsStandardInput, SHELLS } from "../interpreters.ts";
import { fetchOf } from "../network.ts";
import { behaviourRule, ran, type Scale, type Sighting } from "../sighting.ts";
import { hasOption, type Step } from "../step.ts";

/** Code is decoded and run: whoever reads the recipe does not see what runs. */
export const decodedCode = behaviourRule({
  id: "decoded-code",
  severities: ["alarm", "warning", "note"],
  see: ({ steps }) => [
    ...steps.flatMap(decodedPipe),
    ...steps.flatMap(decodedText),
    ...steps.flatMap(decodedEval),
  ],
});

function decodedPipe(step: Step): Sighting[] {
  if (!readsPipe(step) || step.fedBy.some((one) => fetchOf(one) !== null)) return [];
  const decoder = step.fedBy.find(decodes);
  if (decoder) return ran(step, "alarm", `which runs as code what \`${decoder.program}\` decodes`);
  return ran(step, PIPED, "which runs as code what it is given: what that is was not resolved");
}

const PIPED: Scale = { reading: "alarm", building: "warning", installing: "alarm", using: "note" };

function readsPipe(step: Step): boolean {
  return (
    step.fedBy.length > 0 &&
    isInterpreter(step.program) &&
    languageOf(step.program) !== "awk" &&
    languageOf(step.program) !== "php" &&
    readsStandardInput(step) &&
    !saysNothing(step)
  );
}

/** `python --version`, or an option that holds the program. */
function saysNothing(step: Step): boolean {
  return hasOption(step, /^(-[a-zA-Z]*[ceEpm]|-V|--version|--help|-h|--eval|--print|-l?n[ep]+|-pi.*)$/);
}

function decodes(step: Step): boolean {
  const { program } = step;
  if (
    /^(base64|base32|basenc|uudecode|xxd|rev|gunzip|zcat|xzcat|bzcat|zstdcat|unxz|lz4cat|brotli|hexdump|od|tr|gpg)$/.test(
      program ?? "",
    )
  )
    return true;
  if (program === "openssl") return true;
  return /^(gzip|xz|zstd|bzip2|lz4)$/.test(program ?? "") && hasOption(step, /^(-[a-z]*d|--decompress)/);
}

/** The reader of the shell followed the decoding itself. */
function decodedText(step: Step): Sighting[] {
  const how = step.via.find(
    (one) =>
      /base64|base32|xxd|rev\b|\btr\b|openssl|uudecode|gunzip|decod/i.test(one) &&
      !one.startsWith("what is written"),
  );
  return how ? ran(step, "alarm", `whose text was hidden by \`${how}\``) : [];
}

function decodedEval(step: Step): Sighting[] {
  const runs =
    step.program === null ||
    step.program === "eval" ||
    step.program === "." ||
    step.program === "source" ||
    SHELLS.has(step.program) ||
    languageOf(step.program) !== null;
  if (!runs) return [];
  const decoder = [step.name, ...step.arguments].find(({ raw }) =>
    /(\$\(|`|<\().*\b(base64|base32|xxd|uudecode|openssl|gunzip|zcat|rev)\b/s.test(raw),
  );
  return decoder ? ran(step, "alarm", "which runs as code what is decoded") : [];
}
