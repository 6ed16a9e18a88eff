import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createCappedLog } from "./capped-log.ts";
import { run } from "./process.ts";
import type { Container, Sandbox } from "./sandbox.ts";
import { SandboxError } from "./sandbox-error.ts";
import { openTrial, said } from "./trial-sandbox.ts";

describe("limits hold", () => {
  let sandbox: Sandbox;
  let container: Container;
  before(async () => {
    sandbox = await openTrial();
    container = await open();
  });
  after(() => sandbox[Symbol.asyncDispose]());

  const open = () => sandbox.open({ purpose: "limits", network: false, disk: 1, seconds: 600 });

  test("a command over the memory limit is out of memory, also when it hides that", async () => {
    const hog = "perl -e '$x = \"x\" x 1e9'";
    for (const script of [hog, `${hog} || true`]) {
      const { how, exit } = await container.builder({ script, seconds: 60 });
      assert.deepEqual({ how, exit }, { how: "out-of-memory", exit: null });
    }
    const next = await container.builder({ script: "exit 7", seconds: 20 });
    assert.deepEqual([next.how, next.exit], ["exited", 7]);
  });

  test("a fork bomb stays in its container, which still obeys", async () => {
    const bomb = await container.builder({ script: "b() { b | b & }; b 2>/dev/null; sleep 1", seconds: 60 });
    assert.equal(bomb.how, "exited");
    await container.killBuilder();
    assert.equal(said(await container.builder({ script: "echo alive", seconds: 20 })), "alive");
  });

  test("a command that ignores TERM ends at its time, and the container with it", async () => {
    await using doomed = await open();
    const ignoring = "trap '' TERM INT HUP; while :; do sleep 1; done";
    const { how, exit, seconds } = await doomed.builder({ script: ignoring, seconds: 1 });
    assert.deepEqual({ how, exit }, { how: "timeout", exit: null });
    assert.ok(seconds < 15, `${seconds} s`);
    assert.equal((await doomed.root({ script: "true", seconds: 20 })).how, "timeout");
    await doomed[Symbol.asyncDispose]();
    assert.notEqual((await run([sandbox.engine, "container", "inspect", doomed.name])).exit, 0);
  });

  test("200 MB of log without a line end take seconds, and head and tail are kept", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sandbox-log-"));
    const log = createCappedLog({ file: join(folder, "log"), bytes: 1024 ** 2 });
    const before = process.memoryUsage().rss;
    const script = "printf HEAD; head -c 200000000 /dev/zero | tr '\\0' '\\377'; printf TAIL";
    const { exit, seconds } = await container.builder({ script, seconds: 60, log });
    const { cut } = await log.close();
    const kept = await readFile(join(folder, "log"), "latin1");
    await rm(folder, { recursive: true });
    assert.equal(exit, 0);
    assert.equal(cut, 200_000_008 - 1024 ** 2);
    assert.ok(kept.startsWith("HEAD") && kept.endsWith("TAIL") && kept.includes(`${cut} bytes left out`));
    assert.ok(seconds < 40, `${seconds} s`);
    assert.ok(process.memoryUsage().rss - before < 200 * 1024 ** 2);
  });

  test("output that nobody logs is kept up to 16 MiB", async () => {
    const { stdout, exit } = await container.builder({ script: "head -c 20000000 /dev/zero", seconds: 60 });
    assert.deepEqual([stdout.length, exit], [16 * 1024 ** 2, 0]);
  });

  test("what a builder can write to lies on a disk of the limit's size", async () => {
    if (!sandbox.limits.some((words) => words.includes("loop-mounted"))) return watchdogInstead(sandbox);
    for (const folder of ["/build/home", "/tmp", "/var/tmp"]) {
      const script = `LC_ALL=C head -c 300M /dev/zero > ${folder}/full; stat -c %s ${folder}/full; rm ${folder}/full`;
      const { stdout, stderr } = await container.builder({ script, seconds: 60 });
      assert.match(String(Buffer.from(stderr)), /No space left on device/);
      assert.ok(Number(Buffer.from(stdout).toString()) < 128 * 1024 ** 2);
    }
    // /dev/shm and the like count as memory.
    const elsewhere = "find / -xdev -type d -writable -not -path '/proc/*'";
    const writable = said(await container.builder({ script: elsewhere, seconds: 60 })).split("\n");
    assert.deepEqual(writable.sort(), ["/build", "/tmp", "/var/tmp"]);
  });

  test("files without number end with the disk's inodes", async () => {
    if (!sandbox.limits.some((words) => words.includes("loop-mounted"))) return watchdogInstead(sandbox);
    const script = 'perl -e \'for (1..1e6) { open(F, ">", "/build/home/$_") or die "$_: $!" }\'';
    const { exit, stderr } = await container.builder({ script, seconds: 60 });
    assert.notEqual(exit, 0);
    assert.match(String(Buffer.from(stderr)), /No space left/);
  });

  test("a container that writes too much elsewhere is killed, and that is told", () =>
    watchdogInstead(sandbox));

  test("an interrupted run ends its commands at once, and opens nothing more", async () => {
    const controller = new AbortController();
    await using interrupted = await openTrial({ signal: controller.signal });
    const container = await interrupted.open({ purpose: "long", network: false, disk: 0, seconds: 60 });
    const running = container.builder({ script: "sleep 60", seconds: 60 });
    setTimeout(() => controller.abort(), 300);
    const { how, seconds } = await running;
    assert.equal(how, "interrupted");
    assert.ok(seconds < 15, `${seconds} s`);
    await assert.rejects(
      interrupted.open({ purpose: "more", network: false, disk: 0, seconds: 60 }),
      (error: unknown) => error instanceof SandboxError && error.code === "interrupted",
    );
  });
});

/** As root, whose files are on the container's own layer. */
async function watchdogInstead(sandbox: Sandbox): Promise<void> {
  await using container = await sandbox.open({ purpose: "filler", network: false, disk: 0, seconds: 60 });
  const script = "head -c 300M /dev/zero > /srv/full; sleep 30";
  const { how, exit } = await container.root({ script, seconds: 60 });
  assert.deepEqual({ how, exit }, { how: "out-of-disk", exit: null });
}
