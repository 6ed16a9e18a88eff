import type { Inputs } from "./inputs.ts";
import type { Metadata } from "./metadata.ts";

/** The one document a build hands over, beside its logs and packages. */
export type BuildResult = Inputs & {
  readonly outcome: "built" | "unneeded" | "failed" | "blocked" | "postponed";
  /** Where it ended; null when built or unneeded. */
  readonly phase: Phase | null;
  /** Words a person reads; for "built" what was built, for others what went wrong and what to do. */
  readonly reason: string;
  readonly fault: "package" | "infrastructure" | null;
  readonly phases: readonly PhaseRecord[];
  /** Digest (or id, for an image of this machine only) of the image used. */
  readonly image: string;
  /** In words: "memory 7.5 GiB", "disk 20 GiB (loop-mounted)". */
  readonly limits: readonly string[];
  readonly metadata: Metadata | null;
  readonly packages: readonly BuiltPackage[];
  readonly tests: readonly TestResult[];
};

export const PHASES = [
  "evaluate",
  "sources",
  "dependencies",
  "prepare",
  "build",
  "install-test",
  "publish",
] as const;
/** `publish`: refused there. */
export type Phase = (typeof PHASES)[number];

/** `log`: file name below `log/`; `cut`: bytes left out of its middle; `exit` null: killed or never started. */
export type PhaseRecord = {
  readonly phase: Phase;
  readonly seconds: number;
  readonly exit: number | null;
  readonly log: string;
  readonly cut: number;
};

export type BuiltPackage = {
  readonly pkgname: string;
  /** `[epoch:]pkgver-pkgrel` of .PKGINFO. */
  readonly version: string;
  readonly arch: string;
  /** File name below `packages/`, as makepkg wrote it. */
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Sonames offered and needed: "libfoo.so=3-64". */
  readonly offers: readonly string[];
  readonly needs: readonly string[];
  readonly members: readonly Observation[];
};

/** Something in a package's file list that a reviewer wants to know. */
export type Observation = {
  readonly kind: "setuid" | "file-capability" | "scriptlet" | "pacman-hook" | "unit" | "unusual-path";
  readonly path: string;
  readonly detail: string;
};

export type TestResult = {
  readonly test:
    | "install-alone"
    | "install-together"
    | "upgrade"
    | "scriptlets"
    | "files"
    | "integrity"
    | "libraries"
    | "command";
  /** A pkgname, several joined by a space, or the user's command. */
  readonly subject: string;
  /** "noted" informs and never fails a package. */
  readonly outcome: "passed" | "failed" | "noted";
  readonly detail: string;
};
