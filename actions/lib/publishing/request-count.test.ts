import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openBucketStore } from "../../../test/bucket-store.ts";
import { startFaultProxy } from "../../../test/fault-proxy.ts";
import { growRepository } from "../../../test/grown-repository.ts";
import {
  backdate,
  bucketWorld,
  collected,
  entryOf,
  REPOSITORY,
  requestOf,
} from "../../../test/publishing-world.ts";
import { startS3Server } from "../../../test/s3-server.ts";
import { signingWith } from "../../../test/signed-publications.ts";
import { signerFor } from "../../../test/signing-keys.ts";
import { publish, readPublished } from "./index.ts";

const server = await startS3Server();
after(() => server[Symbol.asyncDispose]());
const key = await signerFor();

/** What a publication of so many new packages asks a bucket that holds `count`, in any order. */
async function requestsInto(count: number, added: readonly string[]): Promise<readonly string[]> {
  await using bucket = await bucketWorld(server);
  await using proxy = await startFaultProxy(server.endpoint);
  const store = await openBucketStore(server, { prefix: bucket.prefix, endpoint: proxy.url });
  const world = { ...bucket, store };
  const entries = [...(await growRepository(world, { count, key })), ...added.map((name) => entryOf(name))];
  await backdate(world.root);
  const results = [];
  for (const name of added) {
    results.push(
      await collected(world, { entry: entryOf(name), packages: [{ pkgname: name, version: "1-1" }] }),
    );
  }
  const plannedOn = (await readPublished(store, REPOSITORY))?.state ?? null;
  proxy.forget();
  const request = { results, plannedOn, signing: signingWith(key), now: new Date() };
  const { outcome } = await publish(requestOf(store, entries, request));
  assert.equal(outcome, "committed");
  const folder = `/${server.bucket}/${bucket.prefix}/`;
  return proxy.requests.map(({ method, path }) => `${method} ${stable(path.slice(folder.length))}`).sort();
}

/** Publication ids are random. */
function stable(key: string): string {
  return key.replace(/[0-9a-f]{16}/, "*");
}

test("a publication asks a bucket the same, however many packages it holds", async () => {
  const names = ["alpha", "beta", "gamma", "delta"];
  const [one, oneIntoMany, four, fourIntoMany] = await Promise.all([
    requestsInto(3, names.slice(0, 1)),
    requestsInto(300, names.slice(0, 1)),
    requestsInto(3, names),
    requestsInto(300, names),
  ]);
  assert.deepEqual(oneIntoMany, one);
  assert.deepEqual(fourIntoMany, four);
  assert.equal(four.length - one.length, 3 * 2, "a package and its signature are one request each");
});
