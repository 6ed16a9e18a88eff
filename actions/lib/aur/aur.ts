import { Readable } from "node:stream";
import { type ArchiveSettings, ArchiveUnavailable, fetchArchive, keepArchive } from "./archive.ts";
import type { AurPackage } from "./aur-package.ts";
import { readPackages } from "./read-packages.ts";

/** The AUR's word about its packages. */
export type Aur = {
  /** The pkgbase whose repository this is; null: not one of the AUR. */
  pkgbaseOf(git: string): string | null;
  /** Where GitHub's mirror of the AUR has a package. */
  mirrorOf(pkgbase: string): { readonly git: string; readonly branch: string };
  /**
   * The packages looked for, by pkgbase, by one request that costs next to nothing where nothing moved. What is
   * absent the AUR does not list.
   */
  read(question: AurQuestion): Promise<AurAnswer>;
};

export type AurQuestion = {
  /** Of what was read last, where its answer still is at hand; null: read whatever is there. */
  readonly etag: string | null;
  readonly pkgbases: ReadonlySet<string>;
  /** Packages that build one of these names are answered too. */
  readonly pkgnames?: ReadonlySet<string>;
};

/** "unchanged": nothing moved since `etag`. "unavailable": the AUR did not answer, or not sensibly; `reason` in words. */
export type AurAnswer =
  | { readonly kind: "unchanged" }
  | {
      readonly kind: "read";
      readonly etag: string | null;
      readonly packages: ReadonlyMap<string, AurPackage>;
    }
  | { readonly kind: "unavailable"; readonly reason: string };

export type AurSettings = Omit<ArchiveSettings, "url"> & {
  /** AUTOREPO_AUR_URL. */
  readonly aurUrl: string;
  /** AUTOREPO_AUR_MIRROR: one repository with a branch for each pkgbase. */
  readonly mirror: string;
};

export function openAur(settings: AurSettings): Aur {
  const base = settings.aurUrl.replace(/\/+$/, "");
  return {
    pkgbaseOf: (git) => pkgbaseOf(base, git),
    mirrorOf: (pkgbase) => ({ git: settings.mirror, branch: pkgbase }),
    read: (question) => readAur({ ...settings, url: `${base}/packages-meta-ext-v1.json.gz` }, question),
  };
}

function pkgbaseOf(base: string, git: string): string | null {
  if (!git.startsWith(`${base}/`)) return null;
  return /^([A-Za-z0-9@_+][A-Za-z0-9@._+-]*?)(?:\.git)?\/*$/.exec(git.slice(base.length + 1))?.[1] ?? null;
}

async function readAur(settings: ArchiveSettings, question: AurQuestion): Promise<AurAnswer> {
  const { etag, pkgbases, pkgnames = new Set<string>() } = question;
  try {
    const archive = await fetchArchive(settings, etag);
    if (archive === null) return { kind: "unchanged" };
    const packages = await readPackages(Readable.from([archive.bytes]), { pkgbases, pkgnames });
    await keepArchive(settings, archive);
    return { kind: "read", etag: archive.etag, packages };
  } catch (error) {
    settings.signal.throwIfAborted();
    if (error instanceof ArchiveUnavailable) return { kind: "unavailable", reason: error.message };
    const words = error instanceof Error ? error.message : String(error);
    return { kind: "unavailable", reason: `${settings.url} is damaged: ${words}` };
  }
}
