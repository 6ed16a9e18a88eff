import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeUpgrade } from "./install-test/pacman-report.ts";
import { reasonOfMakepkg, reasonOfSources } from "./makepkg-reasons.ts";
import { reasonOfPacman, troubleOf } from "./pacman-reasons.ts";
import { failureOf, PhaseFailure, packageFault } from "./phase-failure.ts";
import { createTranscript, readable } from "./transcript.ts";

const prepare = {
  phase: "prepare",
  network: "none",
  limits: ["512 processes", "disk 3 GiB (loop-mounted)"],
} as const;
const build = { ...prepare, phase: "build" } as const;

test("a failed function is named with the error before it", () => {
  const text = `==> Starting build()...
cc -c x.c
x.c:1:1: error: unknown type name 'foo'
make: *** [Makefile:3: x.o] Error 1
==> ERROR: A failure occurred in build().
    Aborting...`;
  const { reason, fault } = reasonOfMakepkg(4, text, build);
  assert.equal(reason, "build() failed: x.c:1:1: error: unknown type name 'foo'");
  assert.equal(fault, "package");
});

test("what languages say in their own ways is found among what they say besides", () => {
  const reasonOf = (...said: string[]) =>
    reasonOfMakepkg(4, [...said, "==> ERROR: A failure occurred in build()."].join("\n"), build).reason;
  const go = "main.go:2:8: missing go.sum entry for module providing package example.org/x; to add:";
  assert.equal(reasonOf("# x", go, "\tgo get x"), `build() failed: ${go}`);
  const python = "ModuleNotFoundError: No module named 'hatchling'";
  assert.equal(
    reasonOf("error handling is on", python, "Backend is unavailable"),
    `build() failed: ${python}`,
  );
  const c = "x.c:1:1: error: unknown type name 'foo'";
  assert.equal(reasonOf(c, "x.c:9:1: warning: unused", "x.c:9:1: note: here"), `build() failed: ${c}`);
});

test("network use while it is off names the level that would allow it", () => {
  const text = `curl: (6) Could not resolve host: crates.io
==> ERROR: A failure occurred in prepare().`;
  assert.match(reasonOfMakepkg(4, text, prepare).reason, /crates\.io.*off here: "network: prepare"/);
  const later = { ...build, network: "prepare" } as const;
  assert.match(reasonOfMakepkg(4, text, later).reason, /"network: build".*now: "network: prepare"/);
  assert.doesNotMatch(reasonOfMakepkg(4, text, { ...build, network: "build" }).reason, /off here/);
});

test("a full disk and the limit of processes are named with the limit", () => {
  const full = "x: No space left on device\n==> ERROR: A failure occurred in build().";
  assert.match(reasonOfMakepkg(4, full, build).reason, /disk is full \(disk 3 GiB \(loop-mounted\)\)/);
  const fork =
    "bash: fork: retry: Resource temporarily unavailable\n==> ERROR: A failure occurred in build().";
  assert.match(reasonOfMakepkg(4, fork, build).reason, /no more processes are allowed \(512 processes\)/);
});

test("unknown key, checksum and download are three different things", () => {
  const key = `    a.tar.gz ... FAILED (unknown public key 0123456789ABCDEF)
==> ERROR: One or more PGP signatures could not be verified!`;
  assert.match(reasonOfSources(1, key).reason, /unknown key 0123456789ABCDEF.*keys\/pgp/);
  assert.equal(reasonOfSources(1, key).fault, "package");
  const down = `gpg: keyserver receive failed: Server indicated a failure\n${key}`;
  assert.equal(reasonOfSources(1, down).fault, "infrastructure");
  const absent = `gpg: keyserver receive failed: No data\n${key}`;
  assert.equal(reasonOfSources(1, absent).fault, "package");
  const bad = `    a.tar.gz ... FAILED (bad signature from public key 0123)
==> ERROR: One or more PGP signatures could not be verified!`;
  assert.match(reasonOfSources(1, bad).reason, /signature refused: a.tar.gz.*bad signature/);
  const sum = `==> Validating source files with sha256sums...
    a.tar.gz ... FAILED
    b.patch ... Passed
==> ERROR: One or more files did not pass the validity check!`;
  assert.match(reasonOfSources(1, sum).reason, /^checksum mismatch: a\.tar\.gz is not/);
  assert.equal(reasonOfSources(1, sum).fault, "package");
  const gone = `curl: (22) The requested URL returned error: 404
==> ERROR: Failure while downloading https://example.org/a.tar.gz`;
  const fetched = reasonOfSources(1, gone);
  assert.match(
    fetched.reason,
    /source not fetched: Failure while downloading https:.*\(curl: \(22\).* 404\)$/,
  );
  assert.equal(fetched.fault, "infrastructure");
});

test("pacman's trouble decides what is tried next, and its words are quoted", () => {
  assert.equal(troubleOf("error: failed retrieving file 'a-1-1-any.pkg.tar.zst' from m : 404"), "stale");
  assert.equal(troubleOf('error: a: signature from "x <y>" is unknown trust'), "keyring");
  assert.equal(
    troubleOf("error: failed retrieving file 'core.db' from m : Could not resolve host: m"),
    "network",
  );
  assert.equal(troubleOf("error: target not found: nothing"), "package");
  assert.equal(reasonOfPacman("error: target not found: nothing").fault, "package");
  assert.match(
    reasonOfPacman("error: target not found: nothing").reason,
    /pacman: target not found: nothing/,
  );
  const owned = `error: failed to commit transaction (conflicting files)
a: /usr/bin/a exists in filesystem (owned by b)
Errors occurred, no packages were upgraded.`;
  assert.match(reasonOfPacman(owned).reason, /pacman: a: \/usr\/bin\/a exists in filesystem \(owned by b\)$/);
});

test("a transcript keeps head and tail of plain text, whatever comes", () => {
  const transcript = createTranscript();
  const chunk = Buffer.alloc(50_000, "x");
  transcript.add(Buffer.from("\x1b[1mfirst\x1b[0m\n"));
  for (let i = 0; i < 40; i++) transcript.add(chunk);
  transcript.add(Buffer.from("\r\nlast\n"));
  assert.match(transcript.text(), /^first\n/);
  assert.match(transcript.text(), /\nlast\n$/);
  assert.ok(transcript.text().length < 250_000);
  const started = performance.now();
  createTranscript();
  readable(Buffer.alloc(200_000, "\x1b["));
  readable(Buffer.alloc(200_000, "x\r"));
  assert.ok(performance.now() - started < 2000, "hostile output costs no more than its length");
  assert.equal(readable(Buffer.from("10%\r50%\rdone\r\n\x07next")), "done\nnext");
});

test("a build that failed, and whose containers could not be removed then, failed for its own reason", async () => {
  const suppressed = async (error: Error) => {
    await using stack = new AsyncDisposableStack();
    stack.defer(() => Promise.reject(new Error("docker rm: the engine does not answer")));
    throw error;
  };
  const failed = new PhaseFailure("build", packageFault("build() failed"));
  const reasonOf = async (error: Error) =>
    failureOf(await suppressed(error).catch((caught) => caught), "prepare");
  assert.equal(await reasonOf(failed), failed);
  const { phase, fault, message } = await reasonOf(new Error("docker exec: the engine does not answer"));
  assert.deepEqual(
    [phase, fault, message],
    ["prepare", "infrastructure", "docker exec: the engine does not answer"],
  );
});

test("an upgrade that other packages stand in the way of is not the fault of those under test", () => {
  const refusal = (...needing: string[]) => ({
    exit: 1,
    stdout: needing
      .map((name) => `:: installing libfoo (2-1) breaks dependency 'libfoo.so=1-64' required by ${name}\n`)
      .join(""),
    stderr: "error: failed to prepare transaction (could not satisfy dependencies)\n",
  });
  const noted = judgeUpgrade(refusal("libbar", "libbar"), ["app"]);
  assert.equal(noted.outcome, "noted");
  assert.match(noted.detail, /^not tried, since libbar as published does not go with it: pacman: .*libfoo/);
  assert.equal(judgeUpgrade(refusal("libbar", "app"), ["app"]).outcome, "failed");
  assert.equal(judgeUpgrade({ ...refusal(), stdout: "" }, ["app"]).outcome, "failed");
  assert.equal(judgeUpgrade({ exit: 0, stdout: "", stderr: "" }, ["app"]).outcome, "passed");
});
