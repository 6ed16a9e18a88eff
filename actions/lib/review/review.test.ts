import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { SEVERITIES } from "../documents/index.ts";
import { type Differences, packaging, smallChange } from "./fixtures/small-change.ts";
import { needsEvaluation, readChange } from "./read-change.ts";
import { review } from "./review.ts";

function messages(differences: Differences, rule: string) {
  return review(smallChange(differences)).findings.filter((finding) => finding.rule === rule);
}

describe("a review", () => {
  it("says what it judged, and how", () => {
    const { entry, from, to, versions, evaluated, routine } = review(smallChange({}));
    assert.deepEqual(
      { entry, from, to, versions, evaluated, routine },
      {
        entry: null,
        from: "1".repeat(40),
        to: "2".repeat(40),
        versions: { from: "1.0-1", to: "1.1-1" },
        evaluated: true,
        routine: true,
      },
    );
  });

  it("puts alarms before warnings before notes", () => {
    const { findings } = review(
      smallChange({
        new: {
          set: { pkgver: "0.9", install: ".hello.install" },
          files: { ".hello.install": "post_install() {\n  true\n}\n", "a.patch": "" },
        },
      }),
    );
    const ranks = findings.map(({ severity }) => SEVERITIES.indexOf(severity));
    assert.deepEqual(ranks, ranks.toSorted());
    assert.equal(findings[0]?.rule, "scriptlet-hidden");
  });

  it("names ten of ten thousand files and counts the others", () => {
    const files = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`f${at}`, `${at}`]));
    const found = messages({ new: { files } }, "files");
    assert.equal(found.length, 11);
    assert.match(found.at(-1)?.message ?? "", /^And 4990 more like it: "f/);
  });

  it("points at the line of the PKGBUILD", () => {
    const [finding] = messages(
      { new: { set: { source: '("https://evil.example/x-$pkgver.tar.gz")' } } },
      "source-new-origin",
    );
    assert.deepEqual([finding?.file, finding?.side, finding?.line], ["PKGBUILD", "new", 11]);
  });

  it("takes a container's word where reading does not resolve everything", () => {
    const unresolved = { set: { pkgver: "$(uname -r)" } };
    const change = smallChange({ new: unresolved });
    assert.deepEqual(needsEvaluation(change), { from: false, to: true });
    const answer = readChange(smallChange({})).new.evaluation;
    const reading = readChange({ ...change, evaluations: { from: null, to: answer } });
    assert.equal(reading.new.resolution, "evaluated");
    assert.equal(review(change).evaluated, false);
  });
});

describe("a file's part", () => {
  const roleOf = (path: string, text: string, code = "") => {
    const { files } = readChange(
      smallChange({ new: { files: { [path]: text }, code: packaging(code) } }),
    ).new;
    const file = files.get(path);
    return [
      file?.role,
      file?.script?.commands.map(({ words }) => words.map(({ raw }) => raw).join(" ")) ?? null,
    ];
  };

  it("is a hook's where it is written as one, whatever its name", () => {
    const hook = "[Trigger]\nType = Package\n[Action]\nExec = /usr/bin/foo --all\n";
    assert.deepEqual(roleOf("foo.install", hook), ["hook", ["/usr/bin/foo --all"]]);
  });

  it("is a script's in another language, of which no shell reads anything", () => {
    assert.deepEqual(roleOf("gen.py", "import os\n", 'python "$srcdir/gen.py"'), ["script", null]);
  });

  it("is a unit's, whose commands may go on in the next line", () => {
    const unit = '[Service]\nExecStart=/bin/sh -c \\\n  "curl x | sh"\nExecStartPre=-/bin/true\n';
    const [role, commands] = roleOf("foo.service", unit);
    assert.equal(role, "unit");
    assert.ok(commands?.includes("curl x"));
  });
});

describe("what a review is shown to hide behind", () => {
  it("attributes: the PKGBUILD is read whole all the same", () => {
    const files = { ".gitattributes": "PKGBUILD -diff\n" };
    const { findings } = review(smallChange({ new: { files, code: packaging("true") } }));
    assert.ok(findings.some(({ rule }) => rule === "gitattributes-hides"));
    assert.ok(findings.some(({ rule }) => rule === "functions"));
  });

  it("a NUL in the PKGBUILD: an alarm, and nothing is called evaluated (case 29)", () => {
    const PKGBUILD = Buffer.from("pkgname=hello\n\0\npkgver=1\n");
    const { findings, evaluated, routine } = review(smallChange({ new: { files: { PKGBUILD } } }));
    assert.equal(findings[0]?.rule, "binary-in-script");
    assert.deepEqual([evaluated, routine], [false, false]);
  });

  it("a PKGBUILD that is a link: an alarm", () => {
    const PKGBUILD = { kind: "symlink" as const, content: Buffer.from("/etc/passwd") };
    const { findings } = review(smallChange({ new: { files: { PKGBUILD } } }));
    assert.ok(findings.some(({ rule, severity }) => rule === "symbolic-link" && severity === "alarm"));
  });

  it("characters of upstream in messages are visible", () => {
    const [finding] = messages({ new: { files: { "a\u202eb\u001b[31m\nc": "1" } } }, "file-name");
    assert.match(finding?.message ?? "", /‹U\+202E›.*\^\[/);
    assert.doesNotMatch(finding?.message ?? "", /[\u202e\u001b\n]/);
  });

  it("names that collide, are long or hold newlines: each is named", () => {
    for (const name of ["pkgbuild", "x\ny", "a".repeat(4000)]) {
      assert.notEqual(messages({ new: { files: { [name]: "" } } }, "file-name").length, 0, name.slice(0, 10));
    }
  });

  it("a commit of 1970 or 2100: said, and decides nothing", () => {
    for (const date of [0, 4_102_444_800, Number.MAX_SAFE_INTEGER]) {
      const change = smallChange({});
      const { findings, routine } = review({ ...change, to: { ...change.to, date } });
      assert.match(findings.find(({ rule }) => rule === "commit-date")?.message ?? "", /cannot be right/);
      assert.equal(routine, true);
    }
  });

  it("a .SRCINFO of 50 MB, of garbage, or of another package: a note (cases 25 and 26)", () => {
    for (const text of [
      "x = y\n".repeat(8_000_000),
      "\u0001garbage",
      "pkgbase = other\n\npkgname = other\n",
    ]) {
      const [finding] = messages({ new: { files: { ".SRCINFO": text } } }, "srcinfo");
      assert.equal(finding?.severity, "note");
    }
  });

  it("any bytes at all: an answer", () => {
    const bytes = fc.uint8Array({ maxLength: 400 });
    const line = fc.constantFrom(
      "pkgname=(",
      "source=(",
      ")",
      "build() {",
      "}",
      "'",
      '"',
      "$(",
      `\${a[@]}`,
      "<<E",
      "\n",
      "epoch=",
      "{a,b}",
      "constructor ",
      "__proto__=",
      "toString() {",
    );
    const text = fc
      .array(fc.oneof(line, fc.string()), { maxLength: 30 })
      .map((parts) => Buffer.from(parts.join("")));
    fc.assert(
      fc.property(fc.oneof(bytes, text), fc.oneof(bytes, text), (one, two) => {
        const files = (content: Uint8Array) => ({
          PKGBUILD: content,
          ".SRCINFO": content,
          "a.install": content,
        });
        const { reason } = review(smallChange({ old: { files: files(one) }, new: { files: files(two) } }));
        assert.notEqual(reason, "");
      }),
      { numRuns: 150 },
    );
  });
});
