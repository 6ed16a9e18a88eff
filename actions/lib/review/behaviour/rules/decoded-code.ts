import type { FileReading, PackageReading } from "../../reading.ts";
import { quoted } from "../../words.ts";
import { baseName } from "../argument.ts";
import { isInterpreter, languageOf, readsStandardInput, SHELLS } from "../interpreters.ts";
import { fetchOf } from "../network.ts";
import { behaviourRule, ran, type Scale, type Sighting } from "../sighting.ts";
import { hasOption, operands, type Step } from "../step.ts";

/** Code is decoded and run: whoever reads the recipe does not see what runs. */
export const decodedCode = behaviourRule({
  id: "decoded-code",
  severities: ["alarm", "warning", "note"],
  see: ({ steps, reading }) => [
    ...steps.flatMap((step) => decodedPipe(step, reading)),
    ...steps.flatMap(decodedText),
    ...steps.flatMap(decodedEval),
    ...decodedPrograms(steps),
  ],
});

function decodedPipe(step: Step, { files }: PackageReading): Sighting[] {
  if (!readsPipe(step) || step.fedBy.some((one) => fetchOf(one) !== null)) return [];
  const decoder = step.fedBy.find(decodes);
  if (decoder) return ran(step, "alarm", `which runs as code what \`${decoder.program}\` decodes`);
  const hiding = step.fedBy.flatMap(operands).find((word) => holdsText(files.get(baseName(word) ?? "")));
  if (hiding) return ran(step, "alarm", `which runs as code what is cut out of ${quoted(hiding.raw)}`);
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
  const words = [step.name, ...step.arguments].map(({ raw }) => raw).filter((raw) => /\$\(|`|<\(/.test(raw));
  if (words.some((raw) => /\b(base64|base32|xxd|uudecode|openssl|gunzip|zcat|rev)\b/.test(raw)))
    return ran(step, "alarm", "which runs as code what is decoded");
  return words.some((raw) => /\bPKGBUILD\b/.test(raw))
    ? ran(step, "alarm", "which runs as code what is cut out of the PKGBUILD")
    : [];
}

/** A file of the folder that is no script of its own: code hides in its comments or data. */
function holdsText(file: FileReading | undefined): boolean {
  return (
    file !== undefined &&
    (file.role === "pkgbuild" || file.role === "text" || file.role === "srcinfo" || file.role === "patch")
  );
}

/** What is decoded, or written byte by byte, into a file, and run later. */
function decodedPrograms(steps: readonly Step[]): Sighting[] {
  const names = new Map<string, string>();
  return steps.flatMap((step) => {
    const run = step.name.text.includes("/")
      ? step.name
      : isInterpreter(step.program)
        ? operands(step)[0]
        : undefined;
    const by = names.get((run && baseName(run)) ?? "");
    for (const { target } of step.command.redirections.filter(({ operator }) => operator.startsWith(">"))) {
      const decoder = [...step.fedBy, step].find(makesBytes);
      const name = baseName({ text: target.parts.at(-1) ?? "" });
      if (decoder && name !== null) names.set(name, decoder.program ?? "");
    }
    return by === undefined ? [] : ran(step, "alarm", `which runs what \`${by}\` made of text`);
  });
}

function makesBytes(step: Step): boolean {
  if (/^(base64|base32|basenc|uudecode|xxd|openssl)$/.test(step.program ?? "")) return true;
  return (
    (step.program === "printf" || step.program === "echo") &&
    /(\\x[0-9a-f]{2}|\\[0-7]{3}){4}/i.test(step.arguments.map(({ text }) => text).join(" "))
  );
}
