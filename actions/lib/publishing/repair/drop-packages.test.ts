import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import {
  backdate,
  changeOf,
  clientsView,
  collected,
  entryOf,
  type PublishingWorld,
  publishingWorld,
  REPOSITORY,
  repairOf,
  requestOf,
  UNSIGNED,
} from "../../../../test/publishing-world.ts";
import { bytesOf, signingWith } from "../../../../test/signed-publications.ts";
import { genuinePublication, repairWith } from "../../../../test/signed-repairs.ts";
import { signerFor } from "../../../../test/signing-keys.ts";
import type { Entry } from "../../packages-yaml/packages-yaml.ts";
import {
  publish,
  type RepairRequest,
  readPublished,
  release,
  repairStore,
  rollback,
  type Signing,
  signatureKey,
  verifyStore,
} from "../index.ts";

const alpha = entryOf("alpha");
const tool = entryOf("tool", { publishes: ["tool", "tool-doc"] });
const entries = [alpha, tool];

async function publishAll(world: PublishingWorld, version: string, signing: Signing = UNSIGNED) {
  const sketch = (pkgname: string) => ({ pkgname, version, lines: ["pkgbase = tool"] });
  const results = [
    await collected(world, { entry: alpha, packages: [{ pkgname: "alpha", version }] }),
    await collected(world, { entry: tool, packages: tool.publishes.map(sketch) }),
  ];
  const plannedOn = (await readPublished(world.store, REPOSITORY))?.state ?? null;
  const publication = await publish(requestOf(world.store, entries, { results, plannedOn, signing }));
  await backdate(world.root);
  return publication;
}

async function objectOf({ store }: PublishingWorld, pkgname: string): Promise<string> {
  const { manifest } = (await readPublished(store, REPOSITORY)) ?? assert.fail("nothing is published");
  const packages = manifest.entries.flatMap(({ built }) => built?.packages ?? []);
  return packages.find((one) => one.pkgname === pkgname)?.object ?? assert.fail(`no ${pkgname}`);
}

async function lose(world: PublishingWorld, pkgname: string): Promise<void> {
  await rm(path.join(world.root, await objectOf(world, pkgname)));
}

/** What verify says of each problem, under a packages.yaml. */
async function told({ store }: PublishingWorld, tip: readonly Entry[]): Promise<string> {
  const wanted = { entries: tip, keepSeconds: 14 * 86_400 };
  const { problems } = await verifyStore(store, { repositoryName: REPOSITORY, wanted });
  return problems.map(({ message }) => message).join("\n");
}

/** The options of the repair that a text suggests. */
function suggested(text: string): Pick<RepairRequest, "signedBy" | "drop"> {
  const command = /`scripts\/autorepo verify --repair(?: --signed-by (\S+))? --drop ([^`]+)`/.exec(text);
  assert.ok(command, text);
  return { signedBy: command[1] ?? null, drop: command[2]?.split(",") ?? [] };
}

async function markOf({ store }: PublishingWorld, name: string): Promise<string | null | undefined> {
  const published = await readPublished(store, REPOSITORY);
  return published?.manifest.entries.find(({ entry }) => entry === name)?.rebuild;
}

test("a key exchange that lacks a package signs nothing, and goes on without it where a person says so", async () => {
  await using world = await publishingWorld();
  const [old, key] = [await signerFor(), await signerFor({ name: "New" })];
  const { state } = await publishAll(world, "1-1", signingWith(old));
  const signature = signatureKey(await objectOf(world, "alpha"));
  const before = await bytesOf(world, signature);
  await lose(world, "tool");
  const exchange = { signedBy: old.primaryFingerprint, entries };
  const { message } = await repairWith(world, key, exchange).catch((error) => error);
  assert.match(message, /nothing was signed or published.* 1 of 3 packages .*tool-1-1\S+ is gone/);
  assert.deepEqual(await bytesOf(world, signature), before);
  assert.equal(await genuinePublication(world, old), state.publication);
  // As an exchange has left it that was cut off: signatures of two keys.
  const alphaBytes = await bytesOf(world, await objectOf(world, "alpha"));
  const headers = { contentType: "x", cacheControl: "no-cache" } as const;
  await world.store.put(signature, await key.sign(alphaBytes, new Date()), headers);
  const { problems, repaired } = await repairWith(world, key, { ...exchange, ...suggested(message) });
  assert.deepEqual(problems, []);
  assert.match(
    repaired.join(),
    /everything is signed by .*tool 1-1 is published no longer: the next run builds it/,
  );
  const names = (await clientsView(world.root)).map((one) => one.split(" ")[0]);
  assert.deepEqual(names, ["alpha", `${REPOSITORY}-keyring`, "tool-doc"]);
  assert.ok(await markOf(world, "tool"));
  await publishAll(world, "2-1", signingWith(key));
  assert.equal((await clientsView(world.root)).at(-2), "tool 2-1");
});

test("only what is lost is dropped, by its name, that of its entry, or all of it", async () => {
  await using world = await publishingWorld();
  await publishAll(world, "1-1");
  const drop = (...names: string[]) => repairStore(world.store, repairOf({ entries, drop: names }));
  await assert.rejects(drop("tol"), {
    code: "unknown-name",
    message: /"tol" is published; did you mean tool\?/,
  });
  await assert.rejects(drop("*", "alpha"), { code: "removal", message: /alpha-1-1\S+ is there as it was/ });
  assert.deepEqual((await drop("*")).repaired, []);
  await lose(world, "tool-doc");
  assert.match((await drop("tool")).repaired.join(), /^tool-doc 1-1 is published no longer/);
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1", "tool 1-1"]);
  assert.deepEqual((await drop("tool-doc")).repaired, []);
  await lose(world, "alpha");
  assert.deepEqual((await drop("*")).problems, []);
  assert.deepEqual(await clientsView(world.root), ["tool 1-1"]);
  await publishAll(world, "1-1.1");
  assert.equal((await clientsView(world.root)).length, 3);
});

test("a lost package that its entry lists no longer is let go, though the database is lost with it", async () => {
  await using world = await publishingWorld();
  const { state } = await publishAll(world, "1-1");
  const tip = [alpha, { ...tool, publishes: ["tool"] }];
  await lose(world, "tool-doc");
  assert.deepEqual(suggested(await told(world, tip)).drop, ["tool-doc"]);
  await rm(path.join(world.root, state.database), { recursive: true });
  const message = await told(world, tip);
  assert.match(message, /\.files is gone: .* writes it anew .*, once all of them are there or let go/);
  const { problems, repaired } = await repairStore(
    world.store,
    repairOf({ entries: tip, ...suggested(message) }),
  );
  assert.deepEqual(problems, []);
  assert.match(repaired.join(), /written anew from the packages, .*packages\.yaml does not list it/);
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1", "tool 1-1"]);
  assert.equal(await markOf(world, "tool"), null);
});

test("what is lost with its entry goes with the next run, as verify says", async () => {
  await using world = await publishingWorld();
  const { state } = await publishAll(world, "1-1");
  await lose(world, "tool");
  assert.match(await told(world, [alpha]), /no longer lists it, `scripts\/autorepo run` takes it out$/);
  await publish(requestOf(world.store, [alpha], { plannedOn: state, remove: 2 }));
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1"]);
});

test("a lost package of an entry that a rollback holds is built again once it is released, as verify says", async () => {
  await using world = await publishingWorld();
  await publishAll(world, "1-1");
  await publishAll(world, "2-1");
  const wish = { kind: "version", name: "tool", version: "1-1" } as const;
  const change = changeOf(world.store, entries);
  await rollback({ ...change, wish, remove: null, progress: () => {} });
  await lose(world, "tool");
  assert.match(await told(world, entries), /`scripts\/autorepo release tool`, then `scripts\/autorepo run`$/);
  await release({ ...change, name: "tool" });
  assert.ok(await markOf(world, "tool"));
  assert.match(await told(world, entries), /`scripts\/autorepo run --rebuild --packages tool`$/);
  await publishAll(world, "3-1");
  assert.equal(await told(world, entries), "");
});
