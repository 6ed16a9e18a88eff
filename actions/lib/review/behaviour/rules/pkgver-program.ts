import { pathOf } from "../argument.ts";
import { isInterpreter, languageOf } from "../interpreters.ts";
import { behaviourRule, ran, type Sighting } from "../sighting.ts";
import { operands, type Step } from "../step.ts";

/** `pkgver()` runs a program of the sources: makepkg calls it before anything is built, to learn a version. */
export const pkgverProgram = behaviourRule({
  id: "pkgver-program",
  severities: ["warning"],
  see: ({ steps }) =>
    steps.flatMap((step): Sighting[] =>
      step.file === "PKGBUILD" &&
      step.place.within === "pkgver" &&
      step.stage === "building" &&
      runsOfSources(step)
        ? ran(step, "warning", "a program of the sources, though only the version is asked for")
        : [],
    ),
});

function runsOfSources(step: Step): boolean {
  const { program, name } = step;
  if (name.text.includes("/")) return pathOf(name).root !== "machine";
  if (/^(make|gmake|ninja|meson|npm|yarn|pnpm|gradle|ant|mvn|rake|waf|scons)$/.test(program ?? ""))
    return true;
  const runsFile = isInterpreter(program) && languageOf(program) !== "awk";
  if (!runsFile && program !== "." && program !== "source") return false;
  const [first] = step.arguments;
  const file = first?.text === operands(step)[0]?.text ? first : undefined;
  return (
    file !== undefined &&
    /[./]/.test(file.text) &&
    !file.raw.startsWith("<(") &&
    pathOf(file).root !== "machine"
  );
}
