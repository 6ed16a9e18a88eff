import type { ShellScript } from "../../../shell/index.ts";
import type { PackageReading } from "../../reading.ts";
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

/** Compilers are makepkg's or the builder's to choose, where the recipe does not choose them. */
const CHOSEN =
  /^"?\$\{?(CC|CXX|CPP|LD|AR|AS|NM|RANLIB|STRIP|OBJCOPY|MAKE|CMAKE|NINJA|PYTHON|CARGO|RUSTC|GO|SHELL|EDITOR|PAGER|BROWSER|TERMINAL)\b/;

function isChosenOutside({ raw }: Argument, script: ShellScript | null | undefined): boolean {
  const name = CHOSEN.exec(raw)?.[1];
  if (name === undefined) return raw.startsWith("$(declare -f ");
  const own = (script?.assignments ?? []).filter((one) => one.name === name);
  return own.every(({ value }) => value !== null && !/\$\(|`/.test(value.raw));
}

/** What of a text for eval is not known is told of where that text stands. */
function unknownName(step: Step, { reading }: Scene): Sighting[] {
  const { raw, text } = step.name;
  if (step.program !== null || isCopiedFunction(step, reading)) return [];
  if (raw === "$_" && step.via.at(-1) === "eval") return [];
  const script = reading.files.get(step.file)?.script;
  if (isChosenOutside(step.name, script) || isArgument(raw) || endsInFolder(step.name)) return [];
  const prefix = text.slice(0, text.indexOf(UNKNOWN));
  if (prefix !== "" && script?.functions.some(({ name }) => name.startsWith(prefix))) return [];
  if (mayBeOfSystem(raw)) return ran(step, "alarm", "where the name of a program of the system is hidden");
  if (step.arguments.some((word) => /^(https?|ftp):\/\//.test(word.text)))
    return ran(step, "alarm", "which hands an address to a command whose name is hidden");
  return ran(step, RUN, "and what that is could not be resolved: the command's name is not in the text");
}

/** `/???/b??h`, `/usr/b?n/c*l` */
function mayBeOfSystem(raw: string): boolean {
  if (!raw.startsWith("/") || !/[?*[]/.test(raw)) return false;
  const folders = raw.split("/").slice(0, -1).map(asPattern).join("/");
  return folders.length < 80 && FOLDERS_OF_SYSTEM.some((folder) => new RegExp(`^${folders}$`).test(folder));
}

function asPattern(glob: string): string {
  if (glob === "*") return "[^/]*";
  return glob
    .replaceAll(/\*+/g, "*")
    .replaceAll(/[^\w?*]/g, ".")
    .replaceAll("?", "[^/]")
    .replaceAll("*", "[^/]*");
}

const FOLDERS_OF_SYSTEM = ["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/lib", "/usr/lib"];

/** `"$pkgdir"/usr/bin/…` with an unknown last part is a program of the package or the sources. */
function endsInFolder({ raw, text }: Argument): boolean {
  return /^["']?\$\{?(pkgdir|srcdir|startdir)\b/.test(raw) && text.includes("/");
}

/** eval of a text that is not known. Functions made from a known pattern are how kernels are packaged. */
function unknownText(step: Step): Sighting[] {
  if (step.program !== "eval" || step.arguments.every(isKnown) || step.arguments.length === 0) return [];
  const text = step.arguments
    .map((argument) => argument.text)
    .join(" ")
    .trim();
  if (isFunctionDefinition(text) || isAssignment(text)) return [];
  return ran(step, RUN, "a text that could not be resolved");
}

/** Its commands are read on their own. */
function isFunctionDefinition(text: string): boolean {
  return /^(function\s+)?[\w+.@\uFFFC-]+\s*\(\)\s*[{(\uFFFC]/.test(text);
}

/** `eval "package_x() { $(declare -f _package); … }"`: what stands there is a function of the recipe. */
function isCopiedFunction({ name, via, file }: Step, { files }: PackageReading): boolean {
  if (name.text !== UNKNOWN || !via.includes("partly unknown text")) return false;
  const commands = files.get(file)?.script?.commands ?? [];
  return commands.some(({ words }) => words[0]?.raw === "declare" && words[1]?.raw === "-f");
}

/** `eval "$name=value"`, `eval "depends+=(…)"`: only a variable is set, unless the value holds a command. */
function isAssignment(text: string): boolean {
  return (
    new RegExp(`^(local\\s+|export\\s+)?[\\w${UNKNOWN}]+\\+?=`).test(text) && !/[`;|&\n]|\$\(/.test(text)
  );
}
