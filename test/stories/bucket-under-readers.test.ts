import assert from "node:assert/strict";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { clientsTrust, type Publication, verifyStore } from "../../actions/lib/publishing/index.ts";
import { openSigner } from "../../actions/lib/signing/index.ts";
import { bucketWorld, REPOSITORY } from "../publishing-world.ts";
import { startS3Server } from "../s3-server.ts";
import { packagesOf, signingThrough } from "../signed-publications.ts";
import { daysFrom, lockedAway, onlyNewestSecret, signingKey, withNewSubkey } from "../signing-keys.ts";
import { changingRepository } from "./changing-repository.ts";
import { fiftySteps, type Keys } from "./fifty-publications.ts";
import { type RestlessClient, restlessClient, type Sight } from "./restless-client.ts";

test("pacman syncs, installs and upgrades at every moment of 50 publications", async (story) => {
  await using server = await startS3Server();
  await using world = await bucketWorld(server);
  await using stack = new AsyncDisposableStack();
  const places = { website: `${server.website}/${world.prefix}`, plain: `${server.url}/${world.prefix}` };
  const repository = changingRepository(world);
  let clients: Clients | null = null;
  const published: PublishedOnce[] = [];
  const keys = await keysInTurn();
  for (const { key, ...change } of fiftySteps(keys)) {
    const signing = signingThrough(places.website, world.store, key);
    const started = Date.now();
    const publication = await repository.publish(change, signing);
    const ended = Date.now();
    assertTaken(publication, change.says);
    published.push({ says: change.says, started, ended, packages: listOf(publication) });
    clients ??= await clientsOf(publication, places, stack);
    for (const client of Object.values(clients)) {
      await client.syncAfter(ended);
      // Whoever has not installed the keyring package with the new key cannot follow to it.
      if (key === keys.both) await client.installationOf(listOf(publication));
    }
  }
  assert.equal(published.length, 50);
  for (const [name, client] of Object.entries(clients ?? {})) {
    assert.deepEqual(client.failures, [], name);
    const { syncs, installations } = client;
    assertWhole(syncs, published, name);
    assertWhole(installations, published, name);
    story.diagnostic(`${name}: ${syncs.length} syncs, ${installations.length} installations`);
  }
  const { problems } = await verifyStore(world.store, { repositoryName: REPOSITORY });
  assert.deepEqual(problems, []);
});

/** Times in milliseconds. */
type PublishedOnce = {
  readonly says: string;
  readonly started: number;
  readonly ended: number;
  readonly packages: readonly string[];
};

function assertTaken({ outcome, verdicts, notes, state }: Publication, says: string): void {
  assert.equal(outcome, "committed", says);
  assert.equal(state.databaseSigned, true);
  const other = verdicts.filter((verdict) => verdict.outcome !== "published");
  assert.deepEqual(other, [], says);
  assert.ok(!notes.some((note) => note.includes("clients keep that one")), notes.join("\n"));
}

function listOf(publication: Publication): readonly string[] {
  return packagesOf(publication)
    .map(({ pkgname, version }) => `${pkgname} ${version}`)
    .sort();
}

type Clients = Readonly<Record<"website" | "plain", RestlessClient>>;

/** One demands signatures of everything, and one, where databases and signatures cannot switch at once, of packages. */
async function clientsOf(
  { state }: Publication,
  places: Readonly<Record<"website" | "plain", string>>,
  stack: AsyncDisposableStack,
): Promise<Clients> {
  const trust = clientsTrust(state);
  assert.ok(trust);
  const client = async (place: keyof Clients, databaseSigned: boolean) =>
    stack.use(
      await restlessClient({
        name: REPOSITORY,
        server: places[place],
        trust: { ...trust, databaseSigned },
      }),
    );
  const [website, plain] = await Promise.all([client("website", true), client("plain", false)]);
  return { website, plain };
}

/** Each is the list of one publication, never of an older one than the sync before or than what was done when it began. */
function assertWhole(sights: readonly Sight[], published: readonly PublishedOnce[], name: string): void {
  let current = 0;
  for (const { started, ended, packages } of sights) {
    const done = published.findLastIndex((one) => one.ended <= started);
    const begun = published.findLastIndex((one) => one.started <= ended);
    const from = Math.max(current, done);
    const among = published.slice(from, begun + 1);
    const found = among.findIndex((one) => isDeepStrictEqual(one.packages, packages));
    const says = among.map((one) => `${one.says}: ${one.packages.join(", ")}`).join("\n  or ");
    assert.notEqual(
      found,
      -1,
      `${name}, after publication ${done}, found ${packages.join(", ")}\n  not ${says}`,
    );
    current = from + found;
  }
}

async function keysInTurn(): Promise<Keys> {
  const now = new Date();
  const one = await signingKey({ primary: "with its secret", created: daysFrom(now, -5) });
  const both = await withNewSubkey(one);
  const open = async (armoredKey: string) =>
    await openSigner({ armoredKey: await lockedAway(armoredKey), passphrase: null, now });
  return { first: await open(one), both: await open(both), second: await open(await onlyNewestSecret(both)) };
}
