import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddresses } from "../../test/stories/demo-addresses.ts";
import { configurationText, lastLines, type PublishedDemo } from "./last-lines.ts";

const PROGRAM = { pkgname: "choir", command: "choir", prints: "Hello" };

const FOLDER: PublishedDemo = {
  server: "file:///home/me/demo%20one/repository",
  trust: [],
  snippet: "[demo]\nSigLevel = Never\nServer = file:///home/me/demo%20one/repository\n",
};

const BUCKET: PublishedDemo = {
  server: "https://pkgs.example.org/demo",
  trust: ["curl -fLO https://pkgs.example.org/demo/demo.asc", "pacman-key --add demo.asc"],
  snippet: "[demo]\nSigLevel = Required\nServer = https://pkgs.example.org/demo\n",
};

function linesOf(published: PublishedDemo, place: string): string {
  const folder = "/home/me/demo one";
  const configuration = `${folder}/pacman.conf`;
  return lastLines(published, { folder, image: "arch", configuration, place, program: PROGRAM });
}

test("the last four lines are for programs, whatever stands in a folder's name", () => {
  assert.deepEqual(readAddresses(linesOf(FOLDER, "/home/me/demo one/repository")), {
    repository: "/home/me/demo one/repository",
    report: "/home/me/demo one/repository/report/index.html",
    "pacman.conf": "/home/me/demo one/pacman.conf",
    image: "arch",
  });
});

test("a container gets a folder's repository at its own path, in words that a shell takes", () => {
  const lines = linesOf(FOLDER, "/home/me/demo one/repository");
  assert.ok(lines.includes("docker run --rm -v '/home/me/demo one:/home/me/demo one' arch sh -c"), lines);
  assert.doesNotMatch(lines, /pacman-key/);
});

test("of a signed bucket a container gets pacman.conf alone, and first trusts its key", () => {
  const lines = linesOf(BUCKET, BUCKET.server);
  assert.ok(lines.includes("-v '/home/me/demo one/pacman.conf:/home/me/demo one/pacman.conf:ro'"), lines);
  assert.match(lines, /pacman-key --init && curl .* && pacman-key --add demo\.asc && cat /);
  assert.match(lines, /^ {2}SigLevel = Required$/m);
  assert.doesNotMatch(lines, /--network/);
});

test("a server of this machine is reached over its own network", () => {
  for (const server of [
    "http://127.0.0.1:9000/demo",
    "http://localhost:9000/demo",
    "http://[::1]:9000/demo",
  ]) {
    assert.match(linesOf({ ...BUCKET, server }, server), /docker run --rm --network host -v/);
  }
});

test("pacman.conf keeps what to do before it as comments, and ends with the section", () => {
  const text = configurationText(BUCKET);
  const [first, ...rest] = text.split("\n");
  assert.equal(first, "# First trust its key, as root:");
  assert.deepEqual(
    rest.slice(0, 2),
    BUCKET.trust.map((command) => `#   ${command}`),
  );
  assert.ok(text.endsWith(BUCKET.snippet));
  assert.match(configurationText(FOLDER), /^# Add this .* mount the folder/);
});
