import { inFile } from "../../finding.ts";
import type { PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";

/** The PKGBUILD sets what belongs to makepkg.conf or to the shell: what downloads, verifies or packs is another. */
export const makepkgSettings: Rule = {
  id: "makepkg-settings",
  severities: ["warning", "note"],
  find(reading) {
    const before = reading.old ? settings(reading.old) : new Map();
    return [...settings(reading.new)]
      .filter(([name]) => !before.has(name))
      .map(([name, line]) => {
        const [severity, effect] = HARMLESS.has(name)
          ? (["note", "how the package file is made"] as const)
          : (["warning", "what is run to download, verify or build"] as const);
        const message = `It sets ${quoted(name)}, which decides ${effect}.`;
        return inFile(reading.old === null ? "note" : severity, message, {
          file: "PKGBUILD",
          line,
          text: name,
        });
      });
  },
};

const HARMLESS = new Set([
  "PKGEXT",
  "SRCEXT",
  "COMPRESSZST",
  "COMPRESSXZ",
  "COMPRESSGZ",
  "STRIP_SHARED",
  "STRIP_BINARIES",
  "STRIP_STATIC",
  "MAKEFLAGS",
]);
const SETTINGS =
  /^(DLAGENTS|VCSCLIENTS|PKGEXT|SRCEXT|COMPRESS[A-Z]+|STRIP_[A-Z]+|MAKEFLAGS|BUILDENV|INTEGRITY_CHECK|PACKAGER|PACMAN|PACMAN_AUTH|GNUPGHOME|GPGKEY|SRCDEST|PKGDEST|BUILDDIR|LOGDEST|PATH|BASH_ENV|ENV|LD_PRELOAD|LD_LIBRARY_PATH|PROMPT_COMMAND|IFS|GIT_[A-Z_]+|SKIP(CHECKSUMS|PGPCHECK)|NOEXTRACT|NODEPS|HOLDVER|INFAKEROOT|OPTIONS|CARCH|CHOST)$/;

/** Settings set at top level, and the line. */
function settings(reading: PackageReading): Map<string, number | null> {
  const assignments = reading.files.get("PKGBUILD")?.script?.assignments ?? [];
  const set = assignments.filter(({ name, place }) => place.within === null && SETTINGS.test(name));
  const found = new Map<string, number | null>(set.map(({ name, place }) => [name, place.line]));
  for (const name of reading.evaluation?.changed ?? []) if (!found.has(name)) found.set(name, null);
  return found;
}
