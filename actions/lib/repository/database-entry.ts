import type { PackageContents } from "../archive/index.ts";

/** One package in a repository's databases, as text. */
export type DatabaseEntry = {
  /** Folder in the archive: `<pkgname>-<version>`. */
  readonly directory: string;
  readonly desc: string;
  readonly files: string;
};

/**
 * What repo-add 7 writes about a package: same fields, same order, fields without a value left out.
 * `file` is the name of the package below the repository's address.
 */
export function databaseEntry(contents: PackageContents, file: string): DatabaseEntry {
  const { info } = contents;
  const desc = [
    field("FILENAME", file),
    field("NAME", info.pkgname),
    field("BASE", info.pkgbase),
    field("VERSION", info.version),
    field("DESC", info.pkgdesc),
    field("GROUPS", ...info.groups),
    field("CSIZE", String(contents.bytes)),
    field("ISIZE", String(info.size)),
    field("SHA256SUM", contents.sha256),
    field("URL", info.url),
    field("LICENSE", ...info.licenses),
    field("ARCH", info.arch),
    field("BUILDDATE", String(info.builddate)),
    field("PACKAGER", info.packager),
    field("REPLACES", ...info.replaces),
    field("CONFLICTS", ...info.conflicts),
    field("PROVIDES", ...info.provides),
    field("DEPENDS", ...info.depends),
    field("OPTDEPENDS", ...info.optdepends),
    field("MAKEDEPENDS", ...info.makedepends),
    field("CHECKDEPENDS", ...info.checkdepends),
  ];
  return {
    directory: `${info.pkgname}-${info.version}`,
    desc: desc.join(""),
    files: ["%FILES%", ...contents.files.map(asListed), ""].join("\n"),
  };
}

function field(name: string, ...values: readonly string[]): string {
  return values[0] ? `%${name}%\n${values.join("\n")}\n\n` : "";
}

/** repo-add lists with bsdtar, which doubles backslashes; pacman -F shows them so for the distribution too. */
function asListed(path: string): string {
  return path.replaceAll("\\", "\\\\");
}
