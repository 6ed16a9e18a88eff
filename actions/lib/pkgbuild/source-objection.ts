import { quote } from "./facts.ts";
import { sourceAddress, sourceFileName, sourceProtocol, vcsKind } from "./sources.ts";

/**
 * Why makepkg is not to fetch these sources where there is a network; null where nothing speaks against it. It
 * hands names and addresses to download programs as they are, and uses a clone of version control that is there
 * already, in the package's folder or from another source, with that clone's own settings and hooks. Each of
 * these would be a way to run upstream's code there (libmakepkg, source/*.sh and util/source.sh).
 *
 * @param paths of the files in the package's folder
 */
export function objectionToSources(sources: readonly string[], paths: readonly string[]): string | null {
  const clones = new Map<string, string>();
  for (const source of sources) {
    const objection = objectionToName(source) ?? objectionToAddress(source);
    if (objection !== null) return `the source ${quote(source)} ${objection}`;
    const kind = vcsKind(source);
    if (kind === null) continue;
    const name = sourceFileName(source);
    if (paths.some((path) => path === name || path.startsWith(`${name}/`)))
      return `the source ${quote(source)} would be taken from ${quote(name)} of the package's folder, not from its address: it must have another name`;
    const fetched = kind === "git" ? sourceAddress(source) : source;
    const other = clones.get(name) ?? fetched;
    if (other !== fetched)
      return `the sources ${quote(other)} and ${quote(fetched)} have the same name: give one another by "NAME::"`;
    clones.set(name, fetched);
  }
  return null;
}

function objectionToName(source: string): string | null {
  const name = sourceFileName(source);
  if (name.includes("/")) return "has a name that leads elsewhere: it must have no slash";
  if (name === "" || name === "." || name === ".." || name === ".git") return `has the name ${quote(name)}`;
  return name.startsWith("-") ? "has a name that a download program would take for an option" : null;
}

function objectionToAddress(source: string): string | null {
  // What makepkg looks for, in the name too, to tell addresses from files of the folder.
  if (!/:\/\/|lp:/.test(source)) return null;
  const address = sourceAddress(source);
  const rest = /^[a-z][a-z0-9+.-]*:\/\/(.*)$/is.exec(address)?.[1];
  if (rest === undefined && sourceProtocol(source) === "bzr" && /^lp:[^-]/.test(address)) return null;
  if (rest === undefined) return "has no address of the form protocol://…";
  // scp is given what follows the last of them.
  return /^-|:\/\/-/.test(rest) ? "has an address that a download program would take for an option" : null;
}
