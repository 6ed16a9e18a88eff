import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, watch } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { greetingLibrary, greetingProgram } from "./greeting-packages.ts";
import { type RepositoryWorld, repositoryWorld } from "./repository-world.ts";

/** What a run says, or the folder that it writes to, when it is killed; each next one has to get further. */
const KILLED_AT = [
  { says: /libgreeting/ },
  { says: /libgreeting: sources/ },
  { says: /libgreeting: build/ },
  { says: /greeter: install-test/ },
  { writes: /^public\/.*\.pkg\.tar\.zst$/ },
] as const;

type Moment = (typeof KILLED_AT)[number];

test("a run is killed at many moments; the next one cleans up, goes on and finishes", async () => {
  using world = repositoryWorld();
  const library = world.commit("libgreeting", greetingLibrary({ pkgver: "1.0", soname: 1 }));
  const greeter = world.commit("greeter", greetingProgram());
  world.list({ libgreeting: [`ref: ${library}`], greeter: [`ref: ${greeter}`] });
  const killed: number[] = [];
  for (const moment of KILLED_AT) {
    killed.push(await killAt(world, moment));
    await isWhole(world);
  }
  const last = await world.run(["run"]);
  assert.equal(last.exit, 0, last.said);
  assert.doesNotMatch(last.said, /: build/, "what the killed ones had built is not built again");
  await isWhole(world);
  const { out } = await world.run(["history", "--json"]);
  const changed = (JSON.parse(out) as { changes: { pkgname: string }[] }[]).flatMap(({ changes }) => changes);
  assert.deepEqual(changed.map(({ pkgname }) => pkgname).sort(), ["greeter", "libgreeting"]);
  assert.deepEqual(killed.flatMap(leftOnEngine), []);
});

/** Answers the process that it was. */
async function killAt(world: RepositoryWorld, moment: Moment): Promise<number> {
  const child = world.start(["run"]);
  const closed = once(child, "close");
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk;
    if ("says" in moment && moment.says.test(said)) child.kill("SIGKILL");
  });
  const watcher = watch(world.folder, { recursive: true }, (_, name) => {
    if ("writes" in moment && moment.writes.test(name ?? "")) child.kill("SIGKILL");
  });
  const [, signal] = await closed;
  watcher.close();
  assert.equal(signal, "SIGKILL", `it ended before it was killed: ${said}`);
  return child.pid ?? 0;
}

test("Ctrl-C ends a run within seconds, with exit code 130 and nothing published", async () => {
  using world = repositoryWorld();
  const files = greetingLibrary({ pkgver: "1.0", soname: 1 });
  const slow = { ...files, PKGBUILD: files.PKGBUILD?.replace("build() {", "build() {\n  sleep 600") ?? "" };
  world.list({ libgreeting: [`ref: ${world.commit("libgreeting", slow)}`] });
  const child = world.start(["run"]);
  const said: string[] = [];
  child.stderr?.on("data", (chunk: Buffer) => {
    said.push(chunk.toString());
    if (chunk.toString().includes("libgreeting: build")) child.kill("SIGINT");
  });
  const started = performance.now();
  const exit = await new Promise((resolve) => child.once("close", resolve));
  assert.equal(exit, 130, said.join(""));
  assert.ok(performance.now() - started < 120_000);
  assert.equal(existsSync(join(world.folder, "public", "state.json")), false);
});

/** Readers see nothing yet, or a repository whose every object is there. */
async function isWhole(world: RepositoryWorld): Promise<void> {
  const { exit, out, said } = await world.run(["verify"]);
  assert.equal(exit, 0, out + said);
}

/** Containers, networks and volumes that name a process as their owner. */
function leftOnEngine(pid: number): string[] {
  const label = ["--filter", "label=autorepo.owner", "--format"];
  const listings = [
    ["ps", "--all", ...label, '{{.Names}} {{.Label "autorepo.owner"}}'],
    ["network", "ls", ...label, '{{.Name}} {{.Label "autorepo.owner"}}'],
    ["volume", "ls", ...label, '{{.Name}} {{.Label "autorepo.owner"}}'],
  ];
  const lines = listings.flatMap((words) => execFileSync("docker", words, { encoding: "utf8" }).split("\n"));
  return lines.filter((line) => line.includes(`_${pid}_`));
}
