import assert from "node:assert/strict";
import { test } from "node:test";
import { keptSince, pullRequestText } from "./index.ts";
import { NEW_COMMIT, OLD_COMMIT, PAGE, REPOSITORY, sampleFacts, sampleFinding, textFile } from "./samples.ts";

/** What a screen shows before anybody scrolls. */
function firstScreen(body: string): string {
  return body.split("\n").slice(0, 12).join("\n");
}

const JUNE_FILES = [
  textFile(".SRCINFO", "pkgrel = 1\n", "pkgrel = 2\n"),
  textFile("PKGBUILD", "pkgname=alvr\npkgrel=1\n", "pkgname=alvr\npkgrel=2\ninstall=alvr-deps.install\n"),
  textFile("alvr-deps.install", null, "post_install() {\n  npm install atomic-lockfile axios\n}\n"),
];

test("whoever opens the June attack reads in the first screen what it does and where", () => {
  const findings = [
    sampleFinding(),
    sampleFinding({ severity: "warning", rule: "new-scriptlet", line: null, text: "" }),
  ];
  const { body } = pullRequestText(sampleFacts({ review: { findings }, files: JUNE_FILES }));
  const screen = firstScreen(body);
  assert.match(
    screen,
    /^> \[!CAUTION\]\n> \*\*1 alarm: this is what attacks on packages look like\. Do not merge/,
  );
  assert.match(screen, /calls npm install, as root, when the package is installed/);
  assert.match(screen, /`alvr-deps\.install:2`/);
  assert.match(screen, /` {2}npm install atomic-lockfile axios`/);
  assert.match(
    screen,
    new RegExp(`\\[why\\]\\(${REPOSITORY}/blob/main/docs/rules/scriptlet-runs-package-manager\\.md\\)`),
  );
  assert.match(screen, /\[!WARNING\]\n> \*\*1 warning/);
});

test("files come in the order of their danger, .SRCINFO last and folded", () => {
  const { body } = pullRequestText(
    sampleFacts({ review: { findings: [sampleFinding()] }, files: JUNE_FILES }),
  );
  const order = [
    "**`alvr-deps.install`** · new file, 3 lines",
    "**`PKGBUILD`** · 2 lines added, 1 removed",
    "<code>.SRCINFO</code>",
  ];
  const places = order.map((heading) => body.indexOf(heading));
  assert.ok(
    places.every((place, index) => place > (places[index - 1] ?? 0)),
    String(places),
  );
});

test("a routine update is one screen: the verdict and the diff", () => {
  const { title, body } = pullRequestText(sampleFacts());
  assert.equal(title, "yay: 12.3.5-1 → 12.4.0-1");
  assert.match(
    body,
    /^> \[!NOTE\]\n> \*\*Routine\*\*: Only pkgver, pkgrel and the matching checksums moved\./,
  );
  const unfolded = body.replaceAll(/<details>.*?<\/details>/gs, "…");
  assert.ok(unfolded.split("\n").length < 30, unfolded);
  assert.match(unfolded, /-pkgver=12\.3\.5\n-pkgrel|-pkgver=12\.3\.5\n\+pkgver=12\.4\.0/);
});

test("the trial is explained: started by itself, or by a person where there is an alarm", () => {
  assert.match(
    pullRequestText(sampleFacts()).body,
    /A trial build was started; it reports as `autorepo\/trial`/,
  );
  const { body } = pullRequestText(sampleFacts({ review: { findings: [sampleFinding()] } }));
  const byHand = `[Run workflow](${REPOSITORY}/actions/workflows/check.yml) with number \`7\` and head \`${NEW_COMMIT}\``;
  assert.ok(body.includes(byHand), body);
  assert.match(body, /"Approve workflows to run"\) need not be approved/);
});

test("it says what was not reviewed, what is held back, and where the whole change is", () => {
  const { body } = pullRequestText(
    sampleFacts({ newer: ["9ab2c01 from 2026-11-24"], review: { evaluated: false } }),
  );
  assert.match(body, /Not reviewed: what the sources contain/);
  assert.match(body, /Newer commits are held back until their cooldown is over: .* from 2026-11-24\./);
  assert.ok(body.includes(`[The whole change on one page](${PAGE.url}), to download until ${PAGE.expires}`));
  assert.match(body, /nothing is known about that part/);
  assert.doesNotMatch(body, /\bsafe\b/i);
});

test("what is new since the last look has a section, which another text of the same commit keeps", () => {
  const { review } = sampleFacts({
    review: { findings: [sampleFinding()], reason: "There is an alarm." },
  }).detected;
  const first = pullRequestText(sampleFacts({ facts: { since: { review } } })).body;
  const section =
    /<!-- since -->\n\n### New since you last looked\n\nThis pull request proposed `3f1c0e6` before\. Since then: There is an alarm\.\n\n- alarm: .*npm install/;
  assert.match(first, section);
  const since = keptSince(first.replaceAll("\n", "\r\n"));
  const second = pullRequestText(sampleFacts({ newer: ["x"], facts: { since } })).body;
  assert.match(second, section);
  assert.equal(second.split("### New since").length, 2);
  assert.equal(keptSince(pullRequestText(sampleFacts()).body), null);
});

const TITLES = [
  [{ versions: { from: "1.0-1", to: "1.1-1" } }, "yay: 1.0-1 → 1.1-1"],
  [{ versions: { from: null, to: "1.1-1" } }, "yay: 3f1c0e6 → 1.1-1"],
  [{ versions: { from: "1-1", to: "@everyone #1 `x`" } }, "yay: 1-1 → 9ab2c4d"],
  [{ versions: { from: "1-1", to: "1-1" } }, "yay: 1-1, commit 3f1c0e6 → 9ab2c4d"],
  [{ from: null, versions: { from: null, to: "1-1" } }, "yay: first review of 1-1"],
] as const;

for (const [review, title] of TITLES) {
  test(`a title: ${title}`, () => {
    assert.equal(pullRequestText(sampleFacts({ review })).title, title);
  });
}

test("a binary file is named, measured and shown as bytes", () => {
  const program = Buffer.concat([
    Buffer.from("\x7fELF\x02\x01\x01\0", "latin1"),
    Buffer.alloc(500, "\xf0\x01", "latin1"),
  ]);
  const files = [{ file: "linter", old: null, new: program.toString("base64"), note: "executable" }];
  const { body } = pullRequestText(sampleFacts({ review: { findings: [sampleFinding()] }, files }));
  assert.match(
    body,
    /\*\*`linter`\*\* · new file, \*\*binary\*\* · ELF executable or library, 508 bytes · executable/,
  );
  assert.match(body, /```text\nafter, around byte 0:\n00000000 {2}7f 45 4c 46/);
});

test("commits without a version bump and notes alone are told apart from routine", () => {
  const findings = [sampleFinding({ severity: "note", message: "makedepends changed: + npm." })];
  const { body } = pullRequestText(
    sampleFacts({ review: { findings, routine: false, reason: "build() changed." } }),
  );
  assert.match(
    body,
    /^> \[!NOTE\]\n> No alarm and no warning, and still not routine: read the change below\. build\(\) changed\./,
  );
  assert.match(body, /\n- \*\*makedepends changed: \+ npm\.\*\*/);
  assert.ok(body.includes(OLD_COMMIT.slice(0, 7)));
});
