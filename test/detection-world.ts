import { readUpstream } from "../actions/detect/read.ts";
import type { ReadRequest } from "../actions/detect/read-request.ts";
import { type Aur, openAur } from "../actions/lib/aur/index.ts";
import { EMPTY_MEMORY } from "../actions/lib/detection/index.ts";
import type { Detected, Detection, Memory } from "../actions/lib/documents/index.ts";
import type { Entry, PackagesYaml } from "../actions/lib/packages-yaml/index.ts";
import type { Branches } from "../actions/lib/upstream/index.ts";
import { type AurServer, aurServer } from "./aur-server.ts";
import { anEntry } from "./report-facts.ts";
import { upstreamWorld } from "./upstream-world.ts";

/** An AUR and other remotes, and detects over them that remember. */
export type DetectionWorld = AsyncDisposable & {
  readonly aur: AurServer;
  /** A folder to make remotes in; see `upstreamWorld`. */
  newRemote(name: string): string;
  /** An entry that follows a package of the AUR. */
  aurEntry(pkgbase: string, pin: string | null): Entry;
  /** An entry that follows any remote. */
  entry(name: string, source: { readonly git: string; readonly path?: string }, pin: string | null): Entry;
  /** A clean memory and copies of its own, for one story. */
  story(name: string): Story;
};

export type Story = {
  /** Detects on a day after the first one, and remembers. */
  detect(day: number, entries: readonly Entry[], options?: Partial<ReadRequest>): Promise<Detection>;
  memory: Memory;
};

export const FIRST_DAY = new Date("2026-11-01T06:00:00Z");

export async function detectionWorld(): Promise<DetectionWorld> {
  const aur = await aurServer();
  const world = upstreamWorld();
  const { signal } = new AbortController();
  const access = (name: string): { branches: Branches; aur: Aur } => ({
    branches: world.openBranches(name, { answerWithin: 2_000 }),
    aur: openAur({
      ...{
        aurUrl: aur.server.url,
        mirror: aur.mirror,
        userAgent: "tests",
        cacheFolder: null,
        signal,
        pause: 1,
      },
    }),
  });
  const entry: DetectionWorld["entry"] = (name, { git, path = "" }, pin) =>
    anEntry(name, {
      source: { git, branch: null, path },
      ref: pin === null ? null : { kind: "commit", sha: pin },
    });
  return {
    aur,
    newRemote: world.newRemote,
    entry,
    aurEntry: (pkgbase, pin) => entry(pkgbase, { git: `${aur.server.url}/${pkgbase}.git` }, pin),
    story(name) {
      const usual = { ...access(name), ...USUAL, signal };
      const story: Story = {
        memory: EMPTY_MEMORY,
        async detect(day, entries, options = {}) {
          const packagesYaml = { repository: REPOSITORY, cooldownSeconds: 3 * 86_400, entries };
          const now = new Date(FIRST_DAY.getTime() + day * 86_400_000);
          const detection = await readUpstream({
            ...usual,
            packagesYaml,
            memory: story.memory,
            now,
            ...options,
          });
          story.memory = detection.memory;
          return detection;
        },
      };
      return story;
    },
    async [Symbol.asyncDispose]() {
      await aur[Symbol.asyncDispose]();
      world.remove();
    },
  };
}

const USUAL = {
  commit: null,
  evaluate: null,
  distribution: null,
  noCooldown: new Set<string>(),
  openPullRequests: new Map<string, string>(),
  note: () => {},
};

const REPOSITORY: PackagesYaml["repository"] = {
  name: "tests",
  image: "archlinux",
  mirror: "https://mirror.invalid/$repo/os/$arch",
  mirrorGiven: false,
  store: { kind: "directory", path: "public" },
  url: null,
  keepSeconds: 0,
};

/** What a detection says of its only entry, or of one of them. */
export function outcomeOf(detection: Detection, entry?: string): Detected {
  const found = detection.entries.find((detected) => entry === undefined || detected.entry === entry);
  if (found === undefined) throw new Error(`nothing is said of ${entry}`);
  return found;
}

/** A PKGBUILD that reading alone resolves. */
export function pkgbuild(pkgname: string, pkgver: string, more = ""): string {
  return `# Maintainer: Somebody <a@example.org>
pkgname=${pkgname}
pkgver=${pkgver}
pkgrel=1
pkgdesc="An example"
arch=(any)
url="https://example.org"
license=(MIT)
source=("https://example.org/${pkgname}-$pkgver.tar.gz")
sha256sums=('${pkgver.replaceAll(".", "").padEnd(64, "0")}')
${more}
package() {
  install -Dm644 file "$pkgdir/usr/share/${pkgname}"
}
`;
}
