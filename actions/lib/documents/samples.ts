/** Documents for tests: `full…` has every field filled, `sparse…` every null and empty list that the types allow. */
import type { BuildPlan, BuildResult, Inputs, Manifest, Metadata, SignedState, State } from "./index.ts";

const COMMIT = "3f1c0e6f0d9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c";
const SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const TIME = "2026-11-22T10:20:30.123Z";
const MANIFEST = { key: `manifests/12-${SHA256.slice(0, 16)}.json`, sha256: SHA256 };

const fullInputs: Inputs = {
  entry: "libsigc++-3.0",
  key: SHA256,
  checks: SHA256,
  commit: COMMIT,
  tree: COMMIT,
  uses: [
    { entry: "libfoo", value: "libfoo.so=3-64" },
    { entry: "libbar", value: null },
  ],
  vcs: [{ source: "git+https://example.org/x.git#branch=main", commit: COMMIT }],
};

const sparseInputs: Inputs = { ...fullInputs, commit: null, tree: SHA256, uses: [], vcs: [] };

export const fullMetadata: Metadata = {
  tree: COMMIT,
  pkgbase: "libsigc++-3.0",
  version: "1:3.6.0+r3+gabc~rc1-2.1",
  packages: [
    {
      pkgname: "libsigc++-3.0",
      depends: ["gcc-libs", "libfoo.so=3-64"],
      provides: ["libsigc++=3.6"],
      conflicts: ["libsigc++-git"],
    },
  ],
  makedepends: ["meson>=1.0"],
  checkdepends: ["boost"],
  sources: ["https://example.org/libsigc++-3.6.0.tar.xz", "fix build.patch"],
};

export const fullPlan: BuildPlan = {
  commit: COMMIT,
  base: { generation: 12, publication: SHA256.slice(0, 16), manifest: MANIFEST },
  jobs: [
    {
      ...fullInputs,
      reason: "pin moved 3f1c → 9ab2",
      waitsFor: ["libfoo"],
      conditional: true,
      withoutCheck: false,
      seconds: 61.5,
    },
    {
      ...fullInputs,
      entry: "libfoo",
      reason: "never published",
      waitsFor: [],
      conditional: false,
      withoutCheck: true,
      seconds: null,
    },
  ],
  idle: [{ entry: "yay", standing: "waits", reason: "held at 1.2-1 by a rollback" }],
  removes: [
    { pkgname: "old", withBuildOf: null, reason: "no entry lists it" },
    { pkgname: "yay-docs", withBuildOf: "yay", reason: "yay does not list it" },
  ],
  missing: [{ entry: "yay", dependency: "libbaz>=2", command: "scripts/autorepo add libbaz" }],
  cycles: [["libfoo", "libbar"]],
  elsewhere: ["libfoo.so=3-64"],
};

export const sparsePlan: BuildPlan = {
  commit: null,
  base: null,
  jobs: [],
  idle: [],
  removes: [],
  missing: [{ entry: "yay", dependency: "libbaz", command: null }],
  cycles: [],
  elsewhere: [],
};

export const fullResult: BuildResult = {
  ...fullInputs,
  outcome: "failed",
  phase: "install-test",
  reason: "yay --version exited with 1:\nyay: error while loading shared libraries",
  fault: "package",
  phases: [{ phase: "build", seconds: 12.25, exit: 1, log: "build.log", cut: 4096 }],
  image: `docker.io/library/archlinux@sha256:${SHA256}`,
  limits: ["memory 7.5 GiB", "disk 20 GiB (loop-mounted)"],
  metadata: fullMetadata,
  packages: [
    {
      pkgname: "libsigc++-3.0",
      version: "1:3.6.0+r3+gabc-2.1",
      arch: "x86_64",
      file: "libsigc++-3.0-1:3.6.0+r3+gabc-2.1-x86_64.pkg.tar.zst",
      sha256: SHA256,
      bytes: 123_456,
      offers: ["libsigc-3.0.so=0-64"],
      needs: ["libc.so=6-64"],
      members: [{ kind: "setuid", path: "usr/bin/sudo-like", detail: "mode 4755" }],
    },
  ],
  tests: [{ test: "command", subject: "yay --version", outcome: "failed", detail: "exit 1" }],
};

export const sparseResult: BuildResult = {
  ...sparseInputs,
  outcome: "postponed",
  phase: null,
  reason: "",
  fault: null,
  phases: [{ phase: "evaluate", seconds: 0, exit: null, log: "evaluate.log", cut: 0 }],
  image: SHA256,
  limits: [],
  metadata: null,
  packages: [],
  tests: [],
};

export const fullState: State = {
  format: 1,
  repository: "myrepo",
  generation: 12,
  publication: SHA256.slice(0, 16),
  time: TIME,
  manifest: { ...MANIFEST, bytes: 10_000 },
  database: `gen/12-${SHA256.slice(0, 16)}/`,
  databaseSigned: true,
  signedBy: { primary: "A".repeat(40), subkey: "B".repeat(40) },
};

export const sparseState: State = { ...fullState, databaseSigned: false, signedBy: null };

export const fullSignedState: SignedState = { state: JSON.stringify(fullState), signature: "-----BEGIN PGP" };
export const sparseSignedState: SignedState = { state: "{}", signature: null };

export const fullManifest: Manifest = {
  generation: 12,
  publication: SHA256.slice(0, 16),
  time: TIME,
  commit: COMMIT,
  database: `gen/12-${SHA256.slice(0, 16)}/`,
  databases: { db: { sha256: SHA256, bytes: 1 }, files: { sha256: SHA256, bytes: 2 } },
  previous: { generation: 11, publication: "0123456789abcdef", manifest: MANIFEST },
  run: { url: "https://github.com/me/repo/actions/runs/1", id: 1, attempt: 2 },
  entries: [
    {
      entry: "libsigc++-3.0",
      path: "packages/zlib",
      metadata: fullMetadata,
      built: {
        ...fullInputs,
        time: TIME,
        seconds: 61.5,
        image: SHA256,
        run: "https://github.com/me/repo/actions/runs/1",
        packages: [
          {
            pkgname: "libsigc++-3.0",
            version: "1:3.6.0-2",
            arch: "any",
            object: "libsigc__-3.0-1_3.6.0-2-any.9f86d081.pkg.tar.zst",
            sha256: SHA256,
            bytes: 1,
            installedBytes: 2,
            signedBy: COMMIT.toUpperCase(),
            offers: ["libsigc-3.0.so=0-64"],
            needs: ["libc.so=6-64"],
          },
        ],
      },
      failure: { ...fullInputs, phase: "build", reason: "exit 2", time: TIME, run: "https://github.com/r/1" },
      hold: { ref: COMMIT, since: TIME },
      rebuild: TIME,
    },
  ],
  highest: { "libsigc++-3.0": "1:3.6.0-2.1" },
};

export const sparseManifest: Manifest = {
  ...fullManifest,
  generation: 0,
  commit: null,
  previous: null,
  run: null,
  entries: [
    { entry: "a", path: null, metadata: null, built: null, failure: null, hold: null, rebuild: null },
    {
      entry: "b",
      path: "packages/zlib",
      metadata: null,
      built: { ...sparseInputs, entry: "b", time: TIME, seconds: 0, image: SHA256, run: null, packages: [] },
      failure: { ...sparseInputs, entry: "b", phase: "publish", reason: "", time: TIME, run: null },
      hold: { ref: null, since: TIME },
      rebuild: null,
    },
  ],
  highest: {},
};
