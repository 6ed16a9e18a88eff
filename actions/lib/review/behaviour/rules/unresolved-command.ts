import { type Argument, isKnown, UNKNOWN } from "../argument.ts";
import type { Scene } from "../scene.ts";
import { behaviourRule, ran, type Scale, type Sighting } from "../sighting.ts";
import { isArgument, type Step } from "../step.ts";

/** What is run could not be read: it depends on something that the text does not say. */
export const unresolvedCommand = behaviourRule({
  id: "unresolved-command",
  severities: ["alarm", "warning", "note"],
  see: (scene) => scene.steps.flatMap((step) => [...unknownName(step, scene), ...unknownText(step)]),
});

const RUN: Scale = { reading: "alarm", building: "warning", installing: "alarm", using: "note" };

/** Compilers are makepkg's or the builder's to choose. `$_` stands for the text of an eval, which is judged itself. */
const HARMLESS =
  /^"?\$\{?((CC|CXX|CPP|LD|AR|AS|NM|RANLIB|STRIP|OBJCOPY|MAKE|CMAKE|NINJA|PYTHON\d?|_?python|CARGO|RUSTC|GO|SHELL|EDITOR|PAGER|BROWSER|TERMINAL)\b|_"?$|_\})|^\$\(declare -f /;

/** A hole in a text for eval is told of where that text stands. */
function unknownName(step: Step, { reading }: Scene): Sighting[] {
  const { raw, text } = step.name;
  if (step.program !== null || (text === UNKNOWN && step.via.includes("partly unknown text"))) return [];
  if (HARMLESS.test(raw) || isArgument(raw) || endsInFolder(step.name)) return [];
  const script = reading.files.get(step.file)?.script;
  const prefix = text.slice(0, text.indexOf(UNKNOWN));
  if (prefix !== "" && script?.functions.some(({ name }) => name.startsWith(prefix))) return [];
  if (/^\/(usr\/)?(local\/)?s?bin\//.test(text) && /[?*[]/.test(raw))
    return ran(step, "alarm", "where the name of a program of the system is hidden");
  if (step.arguments.some((word) => /^(https?|ftp):\/\//.test(word.text)))
    return ran(step, "alarm", "which hands an address to a command whose name is hidden");
  return ran(step, RUN, "and what that is could not be resolved: the command's name is not in the text");
}

/** `"$pkgdir"/usr/bin/…` with an unknown last part is a program of the package or the sources. */
function endsInFolder({ raw, text }: Argument): boolean {
  return /^["']?\$\{?(pkgdir|srcdir|startdir)\b/.test(raw) && text.includes("/");
}

/** eval of a text that is not known. Package functions made from a known pattern are how kernels are packaged. */
function unknownText(step: Step): Sighting[] {
  if (step.program !== "eval" || step.arguments.every(isKnown) || step.arguments.length === 0) return [];
  const text = step.arguments
    .map((argument) => argument.text)
    .join(" ")
    .trim();
  const raw = step.arguments.map((argument) => argument.raw).join(" ");
  if (isFunctionDefinition(text, raw) || isAssignment(text)) return [];
  return ran(step, RUN, "a text that could not be resolved");
}

/** Its body is that of a function of the recipe, or known. */
function isFunctionDefinition(text: string, raw: string): boolean {
  const body = text.slice(text.indexOf("()"));
  if (!raw.includes("declare -f ") && body.includes(UNKNOWN)) return false;
  return /^(function\s+)?package[_\w+.@\uFFFC-]*\s*\(\)\s*[{\uFFFC]/.test(text);
}

/** `eval "$name=value"`, `eval "depends+=(…)"`: only a variable is set, unless the value holds a command. */
function isAssignment(text: string): boolean {
  return (
    new RegExp(`^(local\\s+|export\\s+)?[\\w${UNKNOWN}]+\\+?=`).test(text) && !/[`;|&\n]|\$\(/.test(text)
  );
}
