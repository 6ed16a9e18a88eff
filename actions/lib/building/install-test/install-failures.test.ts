import { type FailureStory, tellFailuresOfPhases } from "../failure-stories.ts";
import { file, pkgbuild } from "../small-package.ts";
import { openInstallTrials } from "./small-install-tests.ts";

/** A program that needs a library which its package does not bring. */
const lonely = (name: string) => `pkgname=${name}
pkgver=1.0
pkgrel=1
arch=(x86_64)
build() {
  echo 'int lonely(void) { return 7; }' > lonely.c
  echo 'int lonely(void); int main(void) { return lonely(); }' > main.c
  gcc -shared -fPIC -Wl,-soname,liblonely.so.1 -o liblonely.so lonely.c
  gcc -o lonely main.c -L. -llonely
}
package() { install -Dm755 lonely "$pkgdir/usr/bin/lonely"; }
`;

const hook = `[Trigger]
Operation = Install
Type = Package
Target = *
[Action]
When = PostTransaction
Exec = /usr/bin/false
`;

const stories: readonly FailureStory[] = [
  [
    "a scriptlet that fails, which pacman hides (security.md 65)",
    {
      pkgbuild: pkgbuild("bad-0", "install=x.install"),
      files: [file("x.install", "post_install() { echo cannot reach the server; return 1; }\n")],
    },
    {
      phase: "install-test",
      reason: /^scriptlets of bad-0: .*command failed to execute correctly.*cannot reach/,
    },
  ],
  [
    "a hook that fails, which pacman hides",
    {
      pkgbuild: `${pkgbuild("bad-1", "source=(x.hook)\nsha256sums=(SKIP)")}
package() { install -Dm644 x.hook "$pkgdir/usr/share/libalpm/hooks/x.hook"; }\n`,
      files: [file("x.hook", hook)],
    },
    { phase: "install-test", reason: /^scriptlets of bad-1: .*command failed to execute correctly/ },
  ],
  [
    "a file that another package owns (security.md 66)",
    { pkgbuild: `${pkgbuild("bad-2")}package() { install -Dm755 /dev/null "$pkgdir/usr/bin/make"; }\n` },
    {
      phase: "install-test",
      reason: /^install-alone of bad-2: pacman: .*usr\/bin\/make exists in filesystem \(owned by make\)/,
    },
  ],
  [
    "a scriptlet that removes what was packaged",
    {
      pkgbuild: pkgbuild("bad-3", "install=x.install"),
      files: [file("x.install", "post_install() { rm -r /usr/share/bad-3; }\n")],
    },
    { phase: "install-test", reason: /^files of bad-3: .*\/usr\/share\/bad-3/ },
  ],
  [
    "a dependency that only the built package names, and nobody has",
    { pkgbuild: `${pkgbuild("bad-4")}_more() { depends=(there-is-no-such-thing); }\npackage() { _more; }\n` },
    { phase: "install-test", reason: /^install-alone of bad-4: .*target not found: there-is-no-such-thing/ },
  ],
  [
    "a program whose library is nowhere",
    { pkgbuild: lonely("bad-5") },
    {
      phase: "install-test",
      reason: /^libraries of bad-5: usr\/bin\/lonely needs liblonely\.so\.1, which nothing/,
    },
  ],
  [
    "a library that is nowhere is only noted where that is allowed, and the next test still counts",
    {
      pkgbuild: lonely("bad-6"),
      entry: { allow: ["unresolved-library"], tests: ["lonely"] },
    },
    { phase: "install-test", reason: /^command of lonely: exit 127: .*liblonely/ },
  ],
];

tellFailuresOfPhases("an install test finds what users would", stories, openInstallTrials);
