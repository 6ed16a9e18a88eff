import type { Severity } from "../../../documents/index.ts";
import type { FileReading } from "../../reading.ts";
import { quoted } from "../../words.ts";
import { behaviourRule, ran, type Sighting } from "../sighting.ts";
import { type Step, withoutVersions } from "../step.ts";
import { shownChoice, type ToolChoice, toolChoices, whereChosen } from "../tool-choices.ts";
import { toolConfiguration } from "../tool-configuration.ts";

/** A tool of the build is replaced, or made to load code: make's shell, a compiler, its plugin, what cargo or go wrap it in. */
export const replacedTool = behaviourRule({
  id: "replaced-tool",
  severities: ["alarm", "warning", "note"],
  see: ({ reading, steps }) => [
    ...toolChoices(reading, steps).flatMap(sightingsOf),
    ...[...reading.files.values()].flatMap(configuredPrograms),
    ...steps.flatMap(loadedFromAddress),
  ],
});

function configuredPrograms(one: FileReading): Sighting[] {
  const { path } = one.file;
  return toolConfiguration(one)
    .filter(({ kind }) => kind === "program")
    .map(({ line, text }): Sighting => {
      const message = `${quoted(path)}, committed beside the PKGBUILD, makes the build run what lies at a path: ${quoted(text)}.`;
      return {
        severity: "warning",
        message,
        meaning: `${path} ${text}`,
        stage: "building",
        file: path,
        line,
        text,
      };
    });
}

/** `java -cp https://…` */
function loadedFromAddress(step: Step): Sighting[] {
  const loads =
    /^(java|javaws|mshta)$/.test(step.program ?? "") &&
    step.arguments.some(({ text }) => /^\w+:\/\//.test(text));
  return loads ? ran(step, "alarm", "which runs code from an address") : [];
}

function sightingsOf(choice: ToolChoice): Sighting[] {
  const severity = severityOf(choice);
  if (severity === null) return [];
  const { file, stage, line, text } = choice;
  const shown = quoted(shownChoice(choice));
  const message = `${shown} makes the build run, or load into its tools, what lies there.`;
  return [{ severity, message, meaning: `chooses ${withoutVersions(shown)}`, stage, file, line, text }];
}

/** What projects bring for the purpose: a build file, a toolchain. */
const OF_PROJECTS =
  /^(-f|-P|-C|--toolchain|CMAKE_TOOLCHAIN_FILE|CMAKE_PROJECT_\w+|CMAKE_USER_MAKE_RULES_OVERRIDE|GIT_CONFIG_(GLOBAL|SYSTEM)|PIP_CONFIG_FILE|(NPM_CONFIG|npm_config)_\w*(CONFIG|config))$/;

function severityOf(choice: ToolChoice): Severity | null {
  const { name, stage, value } = choice;
  if (stage === "using") return null;
  if (/^NODE_OPTIONS/.test(name) && /^["']?(data|https?):/.test(value.text)) return "alarm";
  if (name === "PATH") return /^["']?(\/tmp|\/var\/tmp|\/dev\/shm)\//.test(value.text) ? "alarm" : null;
  const where = whereChosen(choice);
  if (where === null) return null;
  if (where === "foreign" || name === "-p" || stage !== "building") return "alarm";
  return OF_PROJECTS.test(name) ? null : "warning";
}
