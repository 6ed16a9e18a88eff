import { quoted } from "../../words.ts";
import type { Scene } from "../scene.ts";
import { behaviourRule, ran, type Scale, type Sighting } from "../sighting.ts";
import { stagesOf } from "../stage.ts";
import { optionValues, type Step, withoutVersions } from "../step.ts";
import { toolConfiguration } from "../tool-configuration.ts";

/** Packages of another ecosystem come from a registry that the recipe chooses, or unverified. */
export const packageRegistry = behaviourRule({
  id: "package-registry",
  severities: ["alarm", "warning", "note"],
  see: (scene) => [...scene.steps.flatMap(byOption), ...byVariable(scene), ...byFile(scene)],
});

const CHOSEN: Scale = { reading: "alarm", building: "warning", installing: "alarm", using: "note" };

const MANAGERS = /^(npm|npx|pnpm|yarn|bun|bunx|pip[\d.]*|uv|uvx|gem|cargo|go|bundle|composer)$/;
const OPTIONS = ["registry", "index-url", "extra-index-url", "default-index", "source", "trusted-host"];

function byOption(step: Step): Sighting[] {
  if (!MANAGERS.test(step.program ?? "")) return [];
  const values = OPTIONS.flatMap((long) => optionValues(step, { short: "\uFFFC", long }));
  const words = step.arguments.map(({ text }) => text).join(" ");
  const isSet = /\b(set|env -w)\b.*\b(registry|index-url|GOPROXY|GOSUMDB)\b/.test(words);
  const isLocal = values.every(({ text }) => !text.includes("://"));
  return isSet || !isLocal
    ? ran(step, CHOSEN, "which takes packages from a registry of the recipe's choice")
    : [];
}

const VARIABLES =
  /^(npm_config_registry|NPM_CONFIG_REGISTRY|YARN_(NPM_)?REGISTRY\w*|PIP_(EXTRA_)?INDEX_URL|UV_(DEFAULT_|EXTRA_)?INDEX(_URL)?|GOPROXY|GOSUMDB|GONOSUMDB|GONOSUMCHECK|GOINSECURE|CARGO_REGISTRIES_\w+|CARGO_SOURCE_\w+|GEM_SOURCE|RUSTUP_(DIST|UPDATE)_\w+|NODE_TLS_REJECT_UNAUTHORIZED)$/;
/** Without network, or from the place itself. */
const HARMLESS = /^(off|direct|"?"?)$/;

/** Committed beside the PKGBUILD, to be read by the package manager. */
function byFile({ reading }: Scene): Sighting[] {
  return [...reading.files.values()].flatMap((one) =>
    toolConfiguration(one)
      .filter(({ kind }) => kind === "registry")
      .map(({ line, text }): Sighting => {
        const { path } = one.file;
        const message = `${quoted(path)}, committed beside the PKGBUILD, says where packages of another ecosystem come from: ${quoted(text)}.`;
        const meaning = `${path} ${withoutVersions(text)}`;
        return { severity: "warning", message, meaning, stage: "building", file: path, line, text };
      }),
  );
}

function byVariable({ reading }: Scene): Sighting[] {
  const stages = stagesOf(reading);
  return [...reading.files].flatMap(([file, { script }]) =>
    (script?.assignments ?? []).flatMap(({ name, value, place }): Sighting[] => {
      const text = value?.parts.map((part) => part ?? "…").join("") ?? "";
      if (!VARIABLES.test(name) || (HARMLESS.test(text) && name !== "GOSUMDB")) return [];
      const message = `${quoted(`${name}=${text}`)} decides where packages of another ecosystem come from, or that they are not verified.`;
      const stage = stages.get(file)?.(place.within) ?? "using";
      const severity = stage === "using" ? "note" : "warning";
      return [
        {
          severity,
          message,
          meaning: `${name}=${withoutVersions(text)}`,
          stage,
          file,
          line: place.line,
          text: `${name}=${value?.raw ?? ""}`,
        },
      ];
    }),
  );
}
