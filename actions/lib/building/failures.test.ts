import { type FailureStory, tellFailures, tellFailuresOfPhases } from "./failure-stories.ts";
import { file, pkgbuild } from "./small-package.ts";
import { openPhaseTrials } from "./small-phases.ts";

const ofBuilds: readonly FailureStory[] = [
  [
    "a folder with a submodule",
    { pkgbuild: pkgbuild("bad-0"), files: [file("vendor", "", "submodule")] },
    { phase: "evaluate", reason: /submodule/ },
  ],
  [
    "a source that cannot be downloaded",
    { pkgbuild: pkgbuild("bad-1", "source=(file:///nowhere/a.txt)\nsha256sums=(SKIP)") },
    { phase: "sources", reason: /source not fetched: .*nowhere/, fault: "infrastructure" },
  ],
  [
    "a dependency that nobody has",
    { pkgbuild: pkgbuild("bad-2", "makedepends=(there-is-no-such-thing)") },
    { phase: "dependencies", reason: /pacman: target not found: there-is-no-such-thing/ },
  ],
  [
    "a failing prepare()",
    { pkgbuild: pkgbuild("bad-3", "prepare() { echo 'error: no such patch' >&2; false; }") },
    { phase: "prepare", reason: /^prepare\(\) failed: error: no such patch/ },
  ],
  [
    "a package of another name than the entry may publish",
    { pkgbuild: pkgbuild("other") },
    { phase: "evaluate", reason: /packages would be refused: the PKGBUILD makes no bad-4, though/ },
  ],
  [
    "something that is no package beside the packages",
    { pkgbuild: pkgbuild("bad-5", 'build() { ln -s /etc/shadow "$PKGDEST/x.pkg.tar.zst"; }') },
    { phase: "build", reason: /packages refused: .*x\.pkg\.tar\.zst" was handed over, a symlink/ },
  ],
  [
    "a test command that fails",
    { pkgbuild: pkgbuild("bad-6"), entry: { tests: ["true", "echo it is broken; exit 3", "false"] } },
    {
      phase: "install-test",
      reason: /^command of echo it is broken; exit 3: exit 3: it is broken \(and 1 more/,
    },
  ],
];

// The last one ends its container.
const ofPhases: readonly FailureStory[] = [
  [
    "a PKGBUILD that ends the shell",
    { pkgbuild: pkgbuild("bad-0", "exit 0") },
    { phase: "evaluate", reason: /"exit"/ },
  ],
  [
    "a source with another checksum",
    {
      pkgbuild: pkgbuild("bad-1", `source=(a.txt)\nsha256sums=(${"0".repeat(64)})`),
      files: [file("a.txt", "a")],
    },
    { phase: "sources", reason: /^checksum mismatch: a\.txt/ },
  ],
  [
    "a local source that was forgotten",
    { pkgbuild: pkgbuild("bad-2", "source=(a.txt)\nsha256sums=(SKIP)") },
    { phase: "sources", reason: /a\.txt/ },
  ],
  [
    "a version that pkgver() makes of nothing (security.md 51)",
    { pkgbuild: pkgbuild("bad-3", "pkgver() { echo 2.0; }") },
    { phase: "prepare", reason: /pkgver\(\) made 2\.0-1 of 1\.0-1, but no source is a repository/ },
  ],
  [
    "a failing build() that says otherwise (security.md 55)",
    {
      pkgbuild: pkgbuild(
        "bad-4",
        "build() { echo '==> Finished making: bad-4 1.0-1'; echo BUILD OK; return 3; }",
      ),
    },
    { phase: "build", reason: /^build\(\) failed/ },
  ],
  [
    "a failing check()",
    { pkgbuild: pkgbuild("bad-5", "check() { echo 'FAIL: test 1 failed'; false; }") },
    { phase: "build", reason: /^check\(\) failed: FAIL: test 1 failed/ },
  ],
  [
    "a program that uses the network while it is off (security.md 47)",
    { pkgbuild: pkgbuild("bad-6", "build() { curl -sS https://example.org/; }") },
    { phase: "build", reason: /Could not resolve host.*off here: "network: build"/ },
  ],
  [
    "a build that eats all memory",
    { pkgbuild: pkgbuild("bad-7", "build() { head -c 2G /dev/zero | tail; }") },
    { phase: "build", reason: /more memory than allowed \(memory 512 MiB/ },
  ],
  [
    "a build that runs for ever",
    { pkgbuild: pkgbuild("bad-8", "build() { sleep 1000; }"), entry: { settings: { timeoutSeconds: 2 } } },
    { phase: "build", reason: /killed: it took longer than 2 s; raise "timeout"/ },
  ],
];

tellFailures("a package fails in the phase where it goes wrong, with a reason", ofBuilds);
tellFailuresOfPhases("so does one of which a phase alone is tried", ofPhases, openPhaseTrials);
