/** A source whose content is not settled by what the PKGBUILD says: the tip of a branch. */
export type MovingSource = {
  /** As evaluated. */
  readonly source: string;
  /** What the VCS client is given. */
  readonly url: string;
  readonly kind: VcsKind;
  /** null: the remote's default. */
  readonly branch: string | null;
  /** Its name below SRCDEST. */
  readonly folder: string;
};
export type VcsKind = "git" | "svn" | "hg" | "bzr" | "fossil";

const VCS: Readonly<Record<VcsKind, { client: string; pins: readonly string[]; query: boolean }>> = {
  git: { client: "git", pins: ["commit", "tag"], query: true },
  svn: { client: "subversion", pins: ["revision"], query: false },
  hg: { client: "mercurial", pins: ["revision", "tag"], query: false },
  bzr: { client: "breezy", pins: ["revision"], query: false },
  fossil: { client: "fossil", pins: ["commit", "tag"], query: true },
};
/** Packages of the download agents in makepkg.conf that base-devel lacks. */
const AGENTS = new Map([
  ["rsync", "rsync"],
  ["scp", "openssh"],
]);

/**
 * Sources that a package follows, read as makepkg reads them (libmakepkg, source/*.sh). Beside a repository that is
 * pinned, those without a pin are its submodules (prepare() checks out what the pinned commit names of them), unless
 * the package's name says that it follows something.
 */
export function movingSources({ pkgbase, sources }: Sources): MovingSource[] {
  const moving = sources.map(movingSource).filter((source) => source !== null);
  const isPinned = moving.length < sources.filter(isVcsSource).length;
  return isPinned && !FOLLOWING.test(pkgbase) ? [] : moving;
}

/** Of an evaluated PKGBUILD; Metadata has them. */
type Sources = { readonly pkgbase: string; readonly sources: readonly string[] };

/** "Guidelines for VCS packages" of the Arch wiki. */
const FOLLOWING = /-(git|svn|hg|bzr|fossil|cvs|darcs)$/;

/** Whether makepkg takes it from a repository, be it pinned or not: what pkgver() describes may be its history. */
export function isVcsSource(source: string): boolean {
  return vcsKind(source) !== null;
}

/** Arch packages that makepkg needs to fetch these sources, with the VCSCLIENTS and DLAGENTS it comes with. */
export function vcsClients(sources: readonly string[]): string[] {
  const packages = sources.map((source) => {
    const protocol = sourceProtocol(source);
    return isVcs(protocol) ? VCS[protocol].client : AGENTS.get(protocol);
  });
  return [...new Set(packages.filter((name) => name !== undefined))].sort();
}

/** "https" of "name::https://…", "git" of "git+https://…", "local" of a file beside the PKGBUILD (get_protocol). */
export function sourceProtocol(source: string): string {
  const address = withoutName(source);
  const scheme = address.includes("://") ? address.split("://", 1) : launchpadScheme(address);
  return scheme[0]?.split("+", 1)[0] ?? "local";
}

/** What version control fetches it; null for a file, from wherever. */
export function vcsKind(source: string): VcsKind | null {
  const protocol = sourceProtocol(source);
  return isVcs(protocol) ? protocol : null;
}

/** What the download program or the VCS client is given, without fragment and query where makepkg cuts them off. */
export function sourceAddress(source: string): string {
  const address = withoutName(source);
  const kind = vcsKind(source);
  if (kind === null) return address;
  const base = before(address, "#");
  return withoutPrefix(VCS[kind].query ? before(base, "?") : base, kind);
}

/** What makepkg calls the file, or the clone, in SRCDEST (get_filename). */
export function sourceFileName(source: string): string {
  const kind = vcsKind(source);
  if (kind !== null) return folderOf(source, kind);
  return source.includes("::") ? before(source, "::") : source.slice(source.lastIndexOf("/") + 1);
}

/** "bzr+lp:project": the one address without "://" that is not local. */
function launchpadScheme(address: string): string[] {
  return address.includes("lp:") ? address.split("+lp:", 1) : ["local"];
}

function movingSource(source: string): MovingSource | null {
  const kind = vcsKind(source);
  if (kind === null) return null;
  const { pins } = VCS[kind];
  const address = withoutName(source);
  const hash = address.indexOf("#");
  const fragment = hash < 0 ? "" : before(address.slice(hash + 1), "?");
  const [key = "", ...values] = fragment.split("=");
  if (pins.includes(key)) return null;
  return {
    source,
    url: sourceAddress(source),
    kind,
    branch: key === "branch" ? (values.at(-1) ?? "") : null,
    folder: folderOf(source, kind),
  };
}

/** What makepkg calls the clone (get_filename). */
function folderOf(source: string, kind: VcsKind): string {
  if (source.includes("::")) return before(source, "::");
  const path = before(before(source, "#"), "?").replace(/\/$/, "");
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (kind === "git") return before(name, ".git");
  if (kind === "bzr") return name.slice(name.indexOf("lp:") < 0 ? 0 : name.indexOf("lp:") + 3);
  return kind === "fossil" ? `${name}.fossil` : name;
}

/** Subversion and Bazaar know `svn+ssh` and `bzr+ssh` themselves. */
function withoutPrefix(url: string, kind: VcsKind): string {
  if ((kind === "svn" || kind === "bzr") && url.startsWith(`${kind}+ssh`)) return url;
  return url.startsWith(`${kind}+`) ? url.slice(kind.length + 1) : url;
}

function withoutName(source: string): string {
  const colons = source.indexOf("::");
  return colons < 0 ? source : source.slice(colons + 2);
}

function before(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(0, at);
}

function isVcs(protocol: string): protocol is VcsKind {
  return Object.hasOwn(VCS, protocol);
}
