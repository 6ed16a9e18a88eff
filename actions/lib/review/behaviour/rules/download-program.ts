import { originKey, originOf } from "../../source-origin.ts";
import { topLevelArray, topLevelText } from "../../top-level.ts";
import { quoted } from "../../words.ts";
import type { Scene } from "../scene.ts";
import { behaviourRule, ran, type Sighting } from "../sighting.ts";
import { operands, type Step, subcommand, withoutVersions } from "../step.ts";

/** The recipe names other programs for makepkg, or for the shell, to run: that happens before anything is verified. */
export const downloadProgram = behaviourRule({
  id: "download-program",
  severities: ["alarm", "warning"],
  see: (scene) => [
    ...agents(scene),
    ...aliases(scene),
    ...gitHooks(scene),
    ...scene.steps.flatMap((step) => gitRedirections(step, scene)),
    ...scene.steps.flatMap(traps),
  ],
});

const PROGRAMS =
  /^(DLAGENTS|VCSCLIENTS|PACMAN_AUTH|INTEGRITY_CHECK|LD_PRELOAD|LD_AUDIT|BASH_ENV|PROMPT_COMMAND|GIT_SSH_COMMAND|GIT_EXEC_PATH|MAKEPKG_LIBRARY|LIBRARY)$/;

/** Dangerous in a function as well: every program started there loads or reads them. */
const LOADED = /^(LD_AUDIT|BASH_ENV|PROMPT_COMMAND|GIT_EXEC_PATH)$/;

function agents({ reading }: Scene): Sighting[] {
  const assignments = reading.files.get("PKGBUILD")?.script?.assignments ?? [];
  return assignments
    .filter(({ name, place }) => PROGRAMS.test(name) && (place.within === null || LOADED.test(name)))
    .flatMap(({ name, elements, value, place }): Sighting[] => {
      const words = [...(elements ?? []), ...(value ? [value] : [])];
      const text = words.map(({ parts }) => parts.map((part) => part ?? "…").join("")).join(" ");
      if (/^(DLAGENTS|VCSCLIENTS)$/.test(name) && areUsual(text)) return [];
      const message = `The PKGBUILD sets \`${name}\` to ${quoted(text)}: that runs before anything is verified.`;
      const meaning = `${name}=${withoutVersions(text)}`;
      const raw = words.map((word) => word.raw).join(" ");
      return [
        {
          severity: "alarm",
          message,
          meaning,
          stage: "reading",
          file: "PKGBUILD",
          line: place.line,
          text: raw,
        },
      ];
    });
}

/** The programs that makepkg.conf comes with, with other options; another rule says that they are set. */
function areUsual(text: string): boolean {
  const programs = [...text.matchAll(/\w+::(\S+)(.*?)(?=\s\w+::|$)/gs)];
  return programs.every(([, program, rest]) => {
    const isUsual =
      /(^|\/)(curl|wget|aria2c|axel|scp|rsync|git|gdown|yt-dlp|hg|mercurial|svn|subversion|breezy|fossil)$/;
    return isUsual.test(program ?? "") && !/[;|&`]|\$\(/.test((rest ?? "").replace(/https?:\S+/g, ""));
  });
}

/** Other lines no longer do what they say. */
function aliases({ steps }: Scene): Sighting[] {
  return steps
    .filter((step) => step.file === "PKGBUILD" && step.program === "alias" && operands(step).length > 0)
    .flatMap((step) => ran(step, "warning", "after which other lines no longer do what they say"));
}

/** Every later git starts programs of a folder. */
function gitHooks({ steps }: Scene): Sighting[] {
  return steps
    .filter((step) => step.program === "git" && hooksOf(step) !== null)
    .flatMap((step) => ran(step, "warning", "after which git starts programs of that folder"));
}

function hooksOf({ arguments: words }: Step): string | null {
  const at = words.findIndex(({ text }) => /^core\.hookspath(=|$)/i.test(text));
  const folder = at < 0 ? "" : (words[at]?.text.split("=")[1] ?? words[at + 1]?.text ?? "");
  return folder === "" || folder === "/dev/null" ? null : folder;
}

/** After which another host, or a file of the recipe, decides what git fetches or how it works. */
function gitRedirections(step: Step, scene: Scene): Sighting[] {
  if (
    step.program !== "git" ||
    (subcommand(step) !== "config" && !step.arguments.some(({ text }) => text === "-c"))
  )
    return [];
  const words = step.arguments.map(({ text }) => text);
  return words.flatMap((word, at) => {
    const [key = "", value = words[at + 1] ?? ""] = word.split(/=(.*)/s);
    if (/^include(if)?\..*path$/i.test(key))
      return ran(step, "warning", "after which git reads another configuration");
    if (/^submodule\..*\.url$/.test(key) && isElsewhere(value, scene))
      return ran(step, "warning", "after which a submodule comes from somebody who is not among the sources");
    const [, base] = /^url\.(.+)\.(?:push)?insteadof$/i.exec(key) ?? [];
    const [to, from] = [hostOf(base ?? ""), hostOf(value)];
    return to !== null && from !== null && to !== from
      ? ran(step, "warning", `after which git fetches from ${to} what is said to come from ${from}`)
      : [];
  });
}

/** Of an owner that neither `url` nor a source has. */
function isElsewhere(address: string, { reading }: Scene): boolean {
  const origin = originOf(address);
  const addresses = [topLevelText(reading, "url") ?? "", ...(topLevelArray(reading, "source") ?? [])];
  const sources = reading.evaluation?.sources.flatMap(({ sources: texts }) => texts) ?? [];
  const known = [...addresses, ...sources].flatMap((text) => originOf(text.replace(/^[^:]*::/, "")) ?? []);
  return origin !== null && !known.some((one) => originKey(one) === originKey(origin));
}

function hostOf(address: string): string | null {
  const [, host] = /^(?:\w+:\/\/)(?:[^@/]*@)?([^/:]+)/.exec(address) ?? /^\w+@([^:/]+):/.exec(address) ?? [];
  return host ?? null;
}

/** bash runs it before each command, or as each function ends. */
function traps(step: Step): Sighting[] {
  const isEach =
    step.program === "trap" && step.arguments.slice(1).some(({ text }) => /^(DEBUG|RETURN|ERR)$/.test(text));
  return isEach && step.file === "PKGBUILD"
    ? ran(step, "warning", "after which other lines no longer do only what they say")
    : [];
}
