import type { ChangedFile, Finding, Review } from "../documents/index.ts";
import type { PullRequestFacts } from "./facts.ts";

export const OLD_COMMIT = "3f1c0e6f0d9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c";
export const NEW_COMMIT = "9ab2c4d6e8f0123456789abcdef0123456789abc";
export const REPOSITORY = "https://github.com/me/packages";
export const PAGE = { url: `${REPOSITORY}/actions/runs/1/artifacts/2`, expires: "2027-02-20" };

export type Sample = {
  readonly review?: Partial<Review>;
  readonly files?: readonly ChangedFile[];
  readonly reason?: string;
  readonly newer?: readonly string[];
  readonly facts?: Partial<PullRequestFacts>;
};

/** A routine update of yay, except for what is asked for. */
export function sampleFacts({ review, files, reason, newer = [], facts }: Sample = {}): PullRequestFacts {
  const versions = { from: "12.3.5-1", to: "12.4.0-1" };
  const whole: Review = {
    entry: "yay",
    from: OLD_COMMIT,
    to: NEW_COMMIT,
    versions,
    evaluated: true,
    routine: (review?.findings ?? []).length === 0,
    reason: "Only pkgver, pkgrel and the matching checksums moved.",
    findings: [],
    milliseconds: 4,
    ...review,
  };
  return {
    detected: {
      entry: "yay",
      outcome: "changed",
      reason: reason ?? "First seen on 2026-11-19; its cooldown of 3 days is over.",
      until: null,
      newer,
      publishes: ["yay"],
      review: whole,
      since: null,
      files: files ?? ROUTINE_FILES,
    },
    source: "https://aur.archlinux.org/yay.git",
    links: {
      repository: REPOSITORY,
      branch: "main",
      trial: `${REPOSITORY}/actions/workflows/check.yml`,
      page: PAGE,
    },
    head: NEW_COMMIT,
    number: 7,
    since: null,
    ...facts,
  };
}

export function sampleFinding(more: Partial<Finding> = {}): Finding {
  return {
    rule: "scriptlet-runs-package-manager",
    severity: "alarm",
    message:
      'The new scriptlet "alvr-deps.install" calls npm install, as root, when the package is installed.',
    file: "alvr-deps.install",
    side: "new",
    line: 2,
    text: "  npm install atomic-lockfile axios",
    ...more,
  };
}

export function textFile(file: string, old: string | null, next: string | null): ChangedFile {
  return { file, old: base64(old), new: base64(next), note: null };
}

function base64(text: string | null): string | null {
  return text === null ? null : Buffer.from(text).toString("base64");
}

const PKGBUILD = (version: string, sum: string) =>
  `pkgname=yay\npkgver=${version}\npkgrel=1\narch=(x86_64)\nsource=("https://github.com/Jguer/yay/archive/v$pkgver.tar.gz")\nsha256sums=('${sum}')\n`;

const ROUTINE_FILES: readonly ChangedFile[] = [
  textFile(".SRCINFO", "pkgver = 12.3.5\n", "pkgver = 12.4.0\n"),
  textFile("PKGBUILD", PKGBUILD("12.3.5", "1".repeat(64)), PKGBUILD("12.4.0", "2".repeat(64))),
];
