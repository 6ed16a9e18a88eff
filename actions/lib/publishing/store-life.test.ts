import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import path from "node:path";
import { after, test } from "node:test";
import {
  backdate,
  bucketWorld,
  changeOf,
  clientsView,
  entryOf,
  type PublishingWorld,
  publishingWorld,
  publishPackages,
  REPOSITORY,
  repairOf,
} from "../../../test/publishing-world.ts";
import { startS3Server } from "../../../test/s3-server.ts";
import { signingWith } from "../../../test/signed-publications.ts";
import { signerFor } from "../../../test/signing-keys.ts";
import { readOnlyStore } from "../store/index.ts";
import {
  probeRedirects,
  prune,
  type RedirectProbe,
  readPublished,
  release,
  repairStore,
  rollback,
  verifyStore,
} from "./index.ts";

const server = await startS3Server();
after(() => server[Symbol.asyncDispose]());

const entries = [entryOf("libfoo"), entryOf("app")];
const packagesOf = (number: number) => [
  { pkgname: "libfoo", version: `${number}-1`, soname: `libfoo.so.${number}` },
  { pkgname: "app", version: `${number}-1`, needed: [`libfoo.so.${number}`] },
];

const worlds: readonly (readonly [string, () => Promise<PublishingWorld>])[] = [
  ["a folder", publishingWorld],
  ["a bucket", () => bucketWorld(server)],
];

for (const [place, open] of worlds) {
  test(`in ${place} a repository is published, rolled back, released, pruned, lost and repaired`, async () => {
    await using world = await open();
    const { store, root } = world;
    for (const number of [1, 2]) await publishPackages(world, entries, { packages: packagesOf(number) });
    const wish = { kind: "version", name: "app", version: "1-1" } as const;
    const back = await rollback({ ...changeOf(store, entries), wish, remove: null, progress: () => {} });
    assert.equal(back.state.generation, 2);
    assert.deepEqual(await clientsView(root), ["app 1-1", "libfoo 1-1"]);
    await backdate(root);
    await release({ ...changeOf(store, entries, { hours: 2 }), name: "app" });

    const later = new Date(Date.now() + 20 * 86_400_000);
    const request = { store, repositoryName: REPOSITORY, keepSeconds: 14 * 86_400, now: later, runs: null };
    const pruned = await prune({ ...request, isDeletion: true, progress: () => {} });
    assert.deepEqual(pruned.kept, [2]);
    assert.equal(pruned.deleted.length, pruned.garbage.length);
    const kinds = Map.groupBy(pruned.garbage, ({ kind }) => kind);
    // The release is a publication of its own, and its manifest is the one that is kept.
    assert.deepEqual([kinds.get("package")?.length, kinds.get("database")?.length], [2, 4]);
    assert.deepEqual(await clientsView(root), ["app 1-1", "libfoo 1-1"]);

    const { state } = (await readPublished(store, REPOSITORY)) ?? {};
    await rm(path.join(root, "state.json"));
    const { problems, notes } = await repairStore(store, repairOf({ now: later }));
    assert.deepEqual([problems, notes], [[], []]);
    assert.deepEqual((await readPublished(store, REPOSITORY))?.state, state);
    await publishPackages(world, entries, { packages: [] });
  });
}

test("a probe tells a website endpoint from a plain one, from nothing at all, and leaves nothing behind", async () => {
  await using world = await bucketWorld(server);
  const probe = async (url: string): Promise<RedirectProbe["kind"]> =>
    (await probeRedirects(world.store, url)).kind;
  assert.equal(await probe(`${server.website}/${world.prefix}`), "followed");
  assert.equal(await probe(`${server.url}/${world.prefix}`), "served");
  assert.equal(await probe(`${server.url}/elsewhere`), "unseen");
  assert.equal(await probe("http://127.0.0.1:1"), "unseen");
  assert.deepEqual(await Array.fromAsync(world.store.list("probe/")), []);
});

test("readers of a website are sent to the database that its signature lies beside, those of a plain endpoint get it", async () => {
  await using world = await bucketWorld(server);
  const signing = signingWith(await signerFor(), { redirectsWork: async () => true });
  const packages = packagesOf(1);
  const { state } = await publishPackages(world, entries, { packages, signing, now: new Date() });
  const name = `${REPOSITORY}.db`;
  const website = await fetch(`${server.website}/${world.prefix}/${name}`, { redirect: "manual" });
  assert.equal(website.status, 301);
  assert.equal(website.headers.get("location"), `/${world.prefix}/${state.database}${name}`);
  const followed = await fetch(`${server.website}/${world.prefix}/${name}`);
  const plain = await fetch(`${server.url}/${world.prefix}/${name}`);
  assert.deepEqual([plain.status, plain.redirected], [200, false]);
  assert.deepEqual(await plain.bytes(), await followed.bytes());
  assert.equal((await fetch(`${followed.url}.sig`)).status, 200);
  assert.equal((await fetch(`${server.url}/${world.prefix}/${name}.sig`)).status, 404);
  const seenAt = async (url: string) => {
    const readers = await readOnlyStore({ url, store: { kind: "directory", path: "." } }, { folder: "." });
    const { problems } = await verifyStore(world.store, { repositoryName: REPOSITORY, readers });
    return problems.map(({ problem }) => problem);
  };
  assert.deepEqual(await seenAt(`${server.website}/${world.prefix}`), []);
  assert.deepEqual(await seenAt(`${server.url}/${world.prefix}`), []);
  assert.deepEqual(await seenAt(`${server.url}/elsewhere`), ["unseen"]);
});

test("a repair decides anew whether databases are signed, and makes lost signatures again", async () => {
  await using world = await bucketWorld(server);
  const key = await signerFor();
  const signing = signingWith(key);
  const now = new Date();
  const packages = packagesOf(1);
  const first = await publishPackages(world, entries, { packages, signing, now });
  assert.equal(first.state.databaseSigned, false);
  const repair = async (probe: RedirectProbe["kind"]) =>
    await repairStore(
      world.store,
      repairOf({ signing, now, probe: async () => ({ kind: probe, reason: "no route" }) as RedirectProbe }),
    );
  const unseen = await repair("unseen");
  assert.match(unseen.notes.join(), /could not be seen.*no route/);
  assert.deepEqual(unseen.repaired, []);
  const { repaired, state } = await repair("followed");
  assert.match(repaired.join(), /databases are signed from now on/);
  assert.equal(state?.databaseSigned, true);
  const lost = ["app-1-1", `${state.database}${REPOSITORY}.db.sig`];
  for (const prefix of lost) {
    for await (const object of world.store.list(prefix)) {
      if (object.key.endsWith(".sig")) await world.store.delete(object.key);
    }
  }
  const { problems } = await verifyStore(world.store, { repositoryName: REPOSITORY });
  assert.deepEqual(
    problems.map(({ problem }) => problem),
    ["unsigned", "unsigned"],
  );
  const mended = await repair("followed");
  assert.deepEqual([mended.repaired.length, mended.problems], [2, []]);
  assert.equal((await repair("served")).state?.databaseSigned, false);
  const [app, libfoo, keyring] = await clientsView(world.root);
  assert.deepEqual([app, libfoo], ["app 1-1", "libfoo 1-1"]);
  assert.match(keyring ?? "", new RegExp(`^${REPOSITORY}-keyring `));
});
