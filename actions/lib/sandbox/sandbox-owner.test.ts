import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { testEngine } from "../../../test/engine.ts";
import { type Engine, findEngine } from "./engine.ts";
import { localRoot } from "./privilege.ts";
import { SPOOL } from "./run-folder.ts";
import { openTrial } from "./trial-sandbox.ts";

test("a killed owner's container is gone in seconds; the next run removes the rest, and nothing of the living", async () => {
  const engine = await findEngine(testEngine().engine);
  const living = await openTrial();
  await using _closing = living;
  const spared = await living.open({ purpose: "spared", network: true, disk: 1, seconds: 60 });

  const owner = spawn(process.execPath, ["--input-type=module", "--eval", HOLD], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => void owner.kill("SIGKILL"));
  const [name] = await once(owner.stdout, "data");
  const id = String(name).split("-")[1] ?? "";
  assert.match(id, /^[0-9a-f]{8}$/);
  assert.deepEqual(await leftOf(engine, id), ["container", "folder", "network", "rules"]);

  owner.kill("SIGKILL");
  await once(owner, "exit");
  const byItself = ["container", "loop device"];
  await until(async () => !(await leftOf(engine, id)).some((what) => byItself.includes(what)), 10_000);

  await (await openTrial())[Symbol.asyncDispose]();
  // Another test's sweep may be at it as well.
  await until(async () => (await leftOf(engine, id)).length === 0, 10_000);
  const { how, exit } = await spared.builder({ script: "true", seconds: 20 });
  assert.deepEqual({ how, exit }, { how: "exited", exit: 0 });
});

test("a sandbox leaves nothing behind, also when its containers were not closed", async () => {
  const engine = await findEngine(testEngine().engine);
  const sandbox = await openTrial();
  const opened = await Promise.all(
    [true, false].map((network) =>
      sandbox.open({ purpose: "left", network, disk: network ? 0 : 1, seconds: 60 }),
    ),
  );
  const id = opened[0]?.name.split("-")[1] ?? "";
  assert.ok((await leftOf(engine, id)).includes("rules"));
  await sandbox[Symbol.asyncDispose]();
  assert.deepEqual(await leftOf(engine, id), []);
});

/** Opens one container of every kind, says its name and waits to be killed. */
const HOLD = `
import { openTrial } from ${JSON.stringify(new URL("trial-sandbox.ts", import.meta.url).href)};
const sandbox = await openTrial();
const container = await sandbox.open({ purpose: "orphan", network: true, disk: 1, seconds: 600 });
container.builder({ script: "sleep 600", seconds: 600 });
console.log(container.name);
setInterval(() => {}, 1000);
`;

/** What there is of the run `id`, by the engine's and the kernel's own word. */
async function leftOf(engine: Engine, id: string): Promise<string[]> {
  const root = await localRoot(engine);
  assert.ok(root, "run the tests as root, or with a sudo that asks no password");
  const [containers, networks, rules, loops, folders] = await Promise.all([
    engine.call(["ps", "--all", "--format", "{{.Names}}"]),
    engine.call(["network", "ls", "--format", "{{.Name}}"]),
    root(["iptables", "-w", "-S"]),
    root(["losetup", "--list"]),
    readdir(SPOOL),
  ]);
  const container = containers.includes(`autorepo-${id}`);
  const found = {
    container,
    folder: folders.some((folder) => folder.endsWith(id)),
    "loop device": !container && loops.stdout.includes(`${id}/`),
    network: networks.includes(`ar${id}`),
    rules: rules.stdout.includes(`ar${id}`),
  };
  return Object.entries(found).flatMap(([what, there]) => (there ? [what] : []));
}

async function until(condition: () => Promise<boolean>, milliseconds: number): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await condition())) {
    assert.ok(performance.now() < deadline, `not within ${milliseconds} ms`);
    await sleep(100);
  }
}
