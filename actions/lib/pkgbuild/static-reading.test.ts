import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { type BashContainer, bashContainer } from "../../../test/bash-container.ts";
import { EVALUATE_SCRIPT, type Evaluation, readEvaluation, readStatically } from "./index.ts";

let container: BashContainer;
before(async () => {
  container = await bashContainer();
});
after(() => container[Symbol.asyncDispose]());

const USUAL = "pkgname=foo\npkgver=1.2.3\npkgrel=1\narch=(x86_64)\n";
const FILES = ["PKGBUILD", "foo.install", "a.patch"];

/** What real PKGBUILDs write at top level, as read and as evaluated. */
const LINES = [
  "_name=${pkgname%-git}; url=https://example.org/${_name^}; depends+=($_name-libs)",
  ": ${_flavour:=full}; [[ $_flavour = full ]] && makedepends+=(cmake) || makedepends+=(meson)",
  'source=("$pkgname-$pkgver.tar.gz::https://example.org/v${pkgver//./_}.tar.gz"{,.sig} a.patch)',
  "source+=(https://example.org/x?y=z); sha256sums+=(SKIP)",
  "for _l in de fr; do source+=(\"https://example.org/$_l.tar\"); md5sums+=('SKIP'); done",
  'case $CARCH in x86_64) depends+=(x86-libs);; *) depends+=("$_none");; esac',
  'depends_x86_64=(libx86); provides=("${pkgname}=${pkgver%.*}")',
  "pkgname=(foo foo-docs); package_foo() { depends+=(bar); install=foo.install; }; package_foo-docs() { depends=(); arch=(any); }",
  "package() { depends=('a>=1' \"b=$pkgver\"); if true; then\n    optdepends=('x: y')\n    groups+=(g)\n  fi; }",
  "epoch=2; options=(!strip); backup=(etc/foo)",
  "install=${pkgname[0]}.install",
  '_v=(${pkgver//./ }); depends+=("m${_v[1]}"); conflicts=("n${_v[-1]}")',
  '_f() { depends+=("$1"); local depends; }; _f from-function',
  'eval "validpgpkeys+=(${pkgver//./})"',
  "declare -A _m=([k]=v); makedepends+=(${_m[k]}); checkdepends=($(printf '%s-x ' a b))",
  "declare gone=(1); depends+=(${#gone[@]})",
  "_n=$(echo $pkgver | cut -d. -f1-2); replaces=(old-$_n)",
  'noextract=("${source[@]%%::*}"); b2sums=("${source[@]/*/SKIP}")',
  "for ((i = 0; i < 3; i++)); do depends+=(p$i); done",
  "if [[ -v NOTHING_AT_ALL_ ]]; then depends+=(nothing); fi; unset _name",
  "prepare() { cd x; }; build() { make; }; check() { :; }; package() { :; }",
  "pkgver() { echo 9; }; depends+=(${depends[@]/#/lib})",
  "pkgname+=-git; pkgrel+=.1; pkgdesc='it'\"'\"'s'",
  "depends=('sh' # why\n  python\n)",
  "read -r _x <<< 'one two'; :",
  "makedepends+=(*.patch)",
  'groups=("$(</etc/hostname)")',
  "[[ $pkgver == 1* ]] && provides+=(one)\ntrue",
  "PKGEXT=.pkg.tar.xz",
  "return 0; depends+=(never)",
  "CARCH=any",
];

async function evaluateAll(pkgbuilds: readonly string[]): Promise<(Evaluation | null)[]> {
  const { stdout } = await container.run(EVALUATE_ALL, {
    arguments: pkgbuilds.map((text) => Buffer.from(text).toString("base64")),
    input: EVALUATE_SCRIPT,
  });
  const answers = stdout.toString().trimEnd().split("\n");
  assert.equal(answers.length, pkgbuilds.length);
  return answers.map((answer) => evaluationOf(Buffer.from(answer, "base64")));
}

/** null: makepkg refuses it. */
function evaluationOf(answer: Buffer): Evaluation | null {
  try {
    return readEvaluation(answer);
  } catch {
    return null;
  }
}

const EVALUATE_ALL = `
cat > /tmp/evaluate.sh
for given; do
  folder=$(mktemp -d) && base64 -d <<< "$given" > "$folder/PKGBUILD" && touch "$folder"/{foo.install,a.patch}
  bash /tmp/evaluate.sh "$folder" 2>/dev/null | base64 -w 0
  echo
done
`;

describe("a PKGBUILD is read as makepkg evaluates it", () => {
  test("line by line, and in every mixture", async () => {
    const mixtures = fc.sample(fc.shuffledSubarray(LINES, { minLength: 2, maxLength: 7 }), 45);
    const pkgbuilds = [...LINES.map((line) => [line]), ...mixtures].map((lines) => USUAL + lines.join("\n"));
    const evaluations = await evaluateAll(pkgbuilds);
    let resolved = 0;
    for (const [at, pkgbuild] of pkgbuilds.entries()) {
      const reading = readStatically({ pkgbuild, files: FILES });
      if (reading.kind === "unresolved") continue;
      resolved++;
      assert.deepEqual(reading.evaluation, evaluations[at], pkgbuild);
    }
    assert.ok(resolved >= LINES.length - 6, `only ${resolved} of ${pkgbuilds.length} were resolved`);
  });
});

describe("what reading does not tell is said", () => {
  const cases: [string, RegExp, number][] = [
    ["depends=($(curl example.org))", /it runs curl/, 5],
    ["source ./common.sh", /it reads .*common\.sh as bash/, 5],
    ['eval "$(cat x)"', /eval/, 5],
    ["touch made", /it runs touch/, 5],
    ["echo x > made", /it writes a file/, 5],
    ["exit 0", /it ends the shell/, 5],
    ["$PAGER", /the name of the command/, 5],
    ['depends=("$CHOST")', /what depends holds/, 5],
    ["have_function() { :; }", /replaces a function of makepkg/, 1],
    ["DLAGENTS=(https::x)", /a setting of makepkg/, 1],
    ["shopt -s nullglob", /options of the shell/, 5],
    ["install=missing.install", /missing\.install is not in the folder/, 1],
    ["false", /whether its last command succeeds/, 5],
    ["package() {", /end|expected|unclosed|missing/i, 5],
    ["pkgver=1\r", /carriage return/, 1],
    ["depends=('foo bar')", /depends holds/, 1],
  ];
  for (const [line, reason, at] of cases)
    test(line, () => {
      const reading = readStatically({ pkgbuild: `${USUAL}${line}\n`, files: FILES });
      assert.equal(reading.kind, "unresolved");
      if (reading.kind !== "unresolved") return;
      const found = reading.unresolved.find((one) => reason.test(one.reason));
      assert.ok(found, JSON.stringify(reading.unresolved));
      if (at > 1) assert.equal(found.line, at);
    });

  test("with the facts that are certain", () => {
    const pkgbuild = `${USUAL}depends=(a)\nmakedepends=("$(curl x)")\n`;
    const reading = readStatically({ pkgbuild, files: FILES });
    assert.equal(reading.kind, "unresolved");
    if (reading.kind !== "unresolved") return;
    assert.equal(reading.facts.version, "1.2.3-1");
    assert.deepEqual(reading.facts.depends, ["a"]);
    assert.equal(reading.facts.makedepends, null);
  });
});
