import { sourceProtocol, type VcsKind } from "../pkgbuild/index.ts";

/** An entry of `source` taken apart as makepkg does (libmakepkg, util/source.sh): `name::vcs+protocol://…#pin?signed`. */
export type SourceAddress = {
  /** "https", "git", "local". */
  readonly protocol: string;
  readonly vcs: VcsKind | null;
  /** Without name, VCS prefix, fragment and query. */
  readonly address: string;
  /** What it is called in SRCDEST. */
  readonly fileName: string;
};

export function readSourceAddress(text: string): SourceAddress {
  const [, name = null, rest = text] = /^(.*?)::(.*)$/s.exec(text) ?? [];
  const protocol = sourceProtocol(text);
  const vcs = VCS_KINDS.find((kind) => kind === protocol) ?? null;
  if (vcs === null) return { protocol, vcs, address: rest, fileName: name ?? lastPart(rest) };
  const address = rest.replace(/[#?].*$/s, "").replace(/^[a-z]+\+(?=[a-z]+:)/, "");
  return {
    protocol,
    vcs,
    address,
    fileName: name ?? lastPart(address.replace(/\/$/, "")).replace(/\.git$/, ""),
  };
}

const VCS_KINDS: readonly VcsKind[] = ["git", "svn", "hg", "bzr", "fossil"];

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
