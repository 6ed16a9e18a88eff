import type { PackageReading } from "../../reading.ts";
import { quoted } from "../../words.ts";
import type { Root } from "../argument.ts";
import { fetchOf } from "../network.ts";
import { behaviourRule, ran, type Sighting } from "../sighting.ts";
import type { Step } from "../step.ts";
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
        .filter(({ name }) => SHADOWED.test(name) || (role === "pkgbuild" && OF_MAKEPKG.test(name)))
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

/** Functions with which makepkg downloads, verifies, unpacks, packs and signs; those of messages are none. */
const OF_MAKEPKG =
  /^((download|extract|verify|calc_checksum)_(sources|file|integrity\w*|integrity_\w+|git\w*|local|bzr|hg|svn|fossil)|check_(source_integrity|pgpsigs|checksums|software|pkgver|files_exist)|(generate|write)_(checksums|one_checksum|pkginfo|buildinfo|mtree|kv_pair)|create_(package|srcpackage|debug_package|signature|package_signatures)|(tidy|lint|executable|buildenv)_\w+|install_package|source_safe|get_(url|filepath|filename|protocol|downloadclient|vcsclient|integlist|all_sources\w*)|have_function|update_pkgver|enter_fakeroot|run_(function_safe|prepare|check|split_packaging|single_packaging)|parse_gpg_statusfile|print_srcinfo|write_srcinfo\w*|srcinfo_\w+|pkgbuild_\w+)$/;

const SHADOWED =
  /^(make|cmake|meson|ninja|gcc|g\+\+|clang|cc|ld|python3?|pip|perl|node|npm|yarn|pnpm|bun|cargo|go|install|cp|mv|rm|cd|ln|mkdir|chmod|chown|cat|echo|printf|tar|bsdtar|unzip|patch|sed|awk|grep|find|git|curl|wget|sudo|pacman|gpg|sha256sum|b2sum|md5sum|sha512sum|eval|source|test|true|export|makepkg|fakeroot|strip|systemctl|ldconfig|verify_signature|check_checksums|verify_file_signature|run_function|run_build|run_package)$/;
