import type { Evaluation, VcsKind } from "../pkgbuild/index.ts";
import { readSourceAddress } from "./source-address.ts";
import { type Origin, originOf } from "./source-origin.ts";

/** One entry of `source`, evaluated, with the sums that stand at its position. */
export type PackageSource = {
  /** As evaluated. */
  readonly text: string;
  /** "source" or "source_x86_64". */
  readonly array: string;
  /** What makepkg calls it in SRCDEST. */
  readonly fileName: string;
  /** "https", "git", "local": a file of the package's folder. */
  readonly protocol: string;
  readonly vcs: VcsKind | null;
  /** What the download program or the VCS client is given. */
  readonly address: string;
  /** null: a file of the folder, or no host in it. */
  readonly origin: Origin | null;
  /** What the fragment pins: `#commit=…`, `#tag=…`, `#branch=…`; null: nothing. */
  readonly pin: { readonly kind: string; readonly value: string } | null;
  /** `?signed`: makepkg verifies the signature of what is checked out. */
  readonly isSigned: boolean;
  readonly sums: readonly { readonly algorithm: string; readonly value: string }[];
};

export function packageSources({ sources: arrays }: Evaluation): PackageSource[] {
  return arrays.flatMap(({ suffix, sources, sums }) =>
    sources.map((text, at) =>
      packageSource(text, {
        array: `source${suffix}`,
        sums: sums.flatMap(({ algorithm, values }) => {
          const value = values[at];
          return value === undefined ? [] : [{ algorithm, value: value.toLowerCase() }];
        }),
      }),
    ),
  );
}

function packageSource(text: string, place: Pick<PackageSource, "array" | "sums">): PackageSource {
  const { address, protocol, vcs, fileName } = readSourceAddress(text);
  const [, kind, value] = (vcs && /#([a-z]+)=([^?]*)/.exec(text)) || [];
  return {
    ...place,
    text,
    fileName,
    protocol,
    vcs,
    address,
    origin: protocol === "local" ? null : originOf(address),
    pin: kind === undefined || value === undefined ? null : { kind, value },
    isSigned: vcs !== null && /\?signed\b/.test(text),
  };
}

export function isDownloaded({ protocol }: PackageSource): boolean {
  return protocol !== "local";
}

/** Detached signatures makepkg verifies with `validpgpkeys`. */
export function isSignature({ fileName }: PackageSource): boolean {
  return /\.(sig|sign|asc)$/.test(fileName);
}

/** Algorithms that still tell one file from another made to look like it. */
const STRONG = new Set(["sha224", "sha256", "sha384", "sha512", "b2"]);

/** "strong", "weak" (md5, sha1, ck only), "skipped" (SKIP only), "none" (no array reaches its position). */
export function protection({ sums }: PackageSource): "strong" | "weak" | "skipped" | "none" {
  const real = sums.filter(({ value }) => value !== "skip");
  if (real.some(({ algorithm }) => STRONG.has(algorithm))) return "strong";
  if (real.length > 0) return "weak";
  return sums.length > 0 ? "skipped" : "none";
}

/** Whether the content is settled by the recipe: a sum (makepkg 6.1 knows those of git too), or a commit that names it. */
export function isSettled(source: PackageSource): boolean {
  if (protection(source) === "strong" || (source.vcs === null && protection(source) === "weak")) return true;
  return source.vcs !== null && (source.pin?.kind === "commit" || source.pin?.kind === "revision");
}
