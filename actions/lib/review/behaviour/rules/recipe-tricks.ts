import type { PackageReading } from "../../reading.ts";
import { quoted } from "../../words.ts";
import type { Root } from "../argument.ts";
import { fetchOf } from "../network.ts";
import type { Scene } from "../scene.ts";
import { behaviourRule, ran, type Sighting } from "../sighting.ts";
import { operands, type Step, withoutVersions } from "../step.ts";
import { touchesOf } from "../touched-paths.ts";

/** The build writes the scriptlet that root will run, so no file of this change is what is installed. */
export const scriptletWritten = behaviourRule({
  id: "scriptlet-written",
  severities: ["alarm", "warning"],
  see: ({ steps, reading }) => {
    const scriptlets = namesOfScriptlets(reading);
    return steps.flatMap((step) => writesScriptlet(step, scriptlets));
  },
});

function writesScriptlet(step: Step, scriptlets: ReadonlySet<string>): Sighting[] {
  if (step.stage === "installing" || step.stage === "using") return [];
  const written = touchesOf(step).find(
    ({ how, argument, path }) =>
      how === "writes" && isScriptlet(argument.text, { root: path.root, scriptlets }),
  );
  if (!written) return [];
  const why = `which changes ${quoted(written.argument.raw)}: what root runs at installation is not the file reviewed here`;
  const isEdited = step.program === "sed" && !isOfPackage(written.argument.text);
  const name = written.argument.text.split("/").at(-1);
  return ran(step, isEdited ? "warning" : "alarm", why).map((one) => ({ ...one, meaning: `writes ${name}` }));
}

type Known = { readonly root: Root; readonly scriptlets: ReadonlySet<string> };

function isScriptlet(text: string, { root, scriptlets }: Known): boolean {
  if (isOfPackage(text)) return true;
  return scriptlets.has(text.slice(text.lastIndexOf("/") + 1)) && root !== "package" && root !== "machine";
}

/** Files of a package that pacman reads. */
function isOfPackage(text: string): boolean {
  return /(^|\/)\.(INSTALL|PKGINFO|MTREE|BUILDINFO)$/.test(text);
}

/** What some `install=` names, be it there already or not. */
function namesOfScriptlets({ files }: PackageReading): ReadonlySet<string> {
  const named = (files.get("PKGBUILD")?.script?.assignments ?? [])
    .filter(({ name }) => name === "install")
    .flatMap(({ value }) => value?.parts.join("") || []);
  return new Set([
    ...named,
    ...[...files.values()].filter(({ role }) => role === "scriptlet").map(({ file }) => file.path),
  ]);
}

/** A function of the recipe takes the name of a program that everybody calls. */
export const programShadowed = behaviourRule({
  id: "program-shadowed",
  severities: ["alarm", "warning"],
  see: ({ reading, steps }) =>
    [...reading.files].flatMap(([file, { script, role }]) =>
      (role === "pkgbuild" || role === "scriptlet" ? (script?.functions ?? []) : [])
        .filter(({ name }) => SHADOWED.test(name))
        .map(({ name, place, body }): Sighting => {
          const fetches = steps.some(
            (step) => step.file === file && step.place.within === name && fetchOf(step) !== null,
          );
          const message = `A function takes the name of the program \`${name}\`: whatever calls that runs the function.`;
          return {
            severity: fetches ? "alarm" : "warning",
            message,
            meaning: `function ${name} ${body}`,
            stage: "building",
            file,
            line: place.line,
            text: name,
          };
        }),
    ),
});

const SHADOWED =
  /^(make|cmake|meson|ninja|gcc|g\+\+|clang|cc|ld|python3?|pip|perl|node|npm|yarn|pnpm|bun|cargo|go|install|cp|mv|rm|cd|ln|mkdir|chmod|chown|cat|echo|printf|tar|bsdtar|unzip|patch|sed|awk|grep|find|git|curl|wget|sudo|pacman|gpg|sha256sum|b2sum|md5sum|sha512sum|eval|source|test|true|export|makepkg|fakeroot|strip|systemctl|ldconfig|verify_signature|check_checksums|verify_file_signature|run_function|run_build|run_package)$/;

/** The recipe names other programs for makepkg, or for the shell, to run: that happens before anything is verified. */
export const downloadProgram = behaviourRule({
  id: "download-program",
  severities: ["alarm", "warning"],
  see: (scene) => [...agents(scene), ...aliases(scene), ...gitHooks(scene)],
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
