import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { history, verifyStore } from "../../actions/lib/publishing/index.ts";
import { openSigner } from "../../actions/lib/signing/index.ts";
import { REPOSITORY } from "../publishing-world.ts";
import { startS3Server } from "../s3-server.ts";
import { signingKey } from "../signing-keys.ts";
import { type Batch, batchOf, type Place, placeFor } from "./publication-story.ts";
import { startPublisher } from "./publisher-process.ts";
import { readersView } from "./readers-view.ts";

const stack = new AsyncDisposableStack();
const server = stack.use(await startS3Server());
const folder = await mkdtemp(path.join(tmpdir(), "autorepo-at-once-"));
stack.defer(() => rm(folder, { recursive: true, force: true }));
const armoredKey = await signingKey();
const key = await openSigner({ armoredKey, passphrase: null, now: new Date() });
after(() => stack.disposeAsync());

for (const count of [2, 5]) {
  test(`of ${count} publishers that commit at the same moment one wins, and all packages get in`, async () => {
    const names = Array.from({ length: count }, (_, index) => `package-${index}`);
    const batches = await batchesOf(names);
    await using place = await placeFor(
      server,
      { before: { entries: batches[0]?.entries ?? [], results: [] } },
      key,
    );
    const swaps = meetAtFirstSwap(place, count);
    const publishers = await Promise.all(
      batches.map((batch) =>
        startPublisher(place, { server, batch, armoredKey, cache: path.join(folder, "cache") }),
      ),
    );
    for (const { exit, said } of await Promise.all(publishers.map(({ ended }) => ended)))
      assert.equal(exit, 0, said);

    const statuses = swaps().map(({ status }) => status);
    assert.equal(statuses.slice(0, count).filter((status) => status === 200).length, 1);
    assert.equal(statuses.filter((status) => status === 200).length, count);
    await assertEveryPackageIsIn(place, names);
  });
}

/** One for each name, of a packages.yaml that lists them all. */
async function batchesOf(names: readonly string[]): Promise<readonly Batch[]> {
  const { entries, results } = await batchOf(
    { folder },
    Object.fromEntries(names.map((pkgname) => [pkgname, [{ pkgname, version: "1-1" }]])),
  );
  return results.map((result) => ({ entries, results: [result] }));
}

/** Holds the first commit of each publisher until all have sent theirs; answers all that were sent. */
function meetAtFirstSwap({ proxy, prefix }: Place, count: number) {
  const swaps = () =>
    proxy.requests.filter(({ method, path }) => method === "PUT" && path.endsWith(`/${prefix}/state.json`));
  const all = Promise.withResolvers<void>();
  const call = async () => {
    if (swaps().length === count) all.resolve();
    await all.promise;
  };
  proxy.inject({
    at: (recorded) => swaps().includes(recorded),
    when: "before",
    what: { kind: "call", call },
  });
  return swaps;
}

async function assertEveryPackageIsIn(place: Place, names: readonly string[]): Promise<void> {
  const publications = await history(place.direct, { repositoryName: REPOSITORY, name: null });
  assert.deepEqual(
    publications.map(({ generation, changes }) => [generation, changes?.length]),
    [...names.map((_, index) => [names.length - index, 1]), [0, 1]],
  );
  const { db } = await readersView({ server: place.website, name: REPOSITORY, key, databases: "signed" });
  assert.deepEqual(
    db?.slice(0, -1),
    names.map((name) => `${name} 1-1`),
  );
  const { problems } = await verifyStore(place.direct, { repositoryName: REPOSITORY });
  assert.deepEqual(problems, []);
}
