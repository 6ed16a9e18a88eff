import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openSigner } from "../../../actions/lib/signing/index.ts";
import { callVerb } from "../../../test/called-verb.ts";
import { testImage } from "../../../test/image.ts";
import { type PublishingWorld, publishingWorld } from "../../../test/publishing-world.ts";
import { publishedWith, signingWith } from "../../../test/signed-publications.ts";
import { signingKey } from "../../../test/signing-keys.ts";

/** No mirror answers there: whoever gets as far as to plan is told that the machine lacks something. */
function manifestOf(entries: string): string {
  return `repository:\n  name: shelf\n  image: ${testImage()}\n  mirror: file:///nowhere/$repo/os/$arch\npackages:${entries}\n`;
}

describe("what publishing would refuse is told before anything is looked up to be built", () => {
  let world: PublishingWorld;
  let own: string;
  const refused = async (words: readonly string[], key: string): Promise<string> => {
    const { exit, said } = await callVerb(world.folder, words, { AUTOREPO_SIGNING_KEY: key });
    assert.equal(exit, "storeRefused", said);
    return said;
  };
  before(async () => {
    world = await publishingWorld();
    own = await signingKey();
    const key = await openSigner({ armoredKey: own, passphrase: null, now: new Date() });
    await publishedWith(world, { signing: signingWith(key), version: "1-1" });
    await writeFile(join(world.folder, "packages.yaml"), manifestOf("\n  alpha:\n    path: alpha"));
  });
  after(() => world[Symbol.asyncDispose]());

  test("not where nothing would be refused, and nothing stays of having tried", async () => {
    const { exit, text } = await callVerb(world.folder, ["run"], { AUTOREPO_SIGNING_KEY: own });
    assert.deepEqual([exit, /mirror|nowhere/.test(text)], ["machineLacks", true], text);
    const keys = (await Array.fromAsync(world.store.list(""))).map(({ key }) => key);
    assert.deepEqual(
      keys.filter((key) => key.startsWith("probe")),
      [],
    );
  });

  test("a state that another key signed, and none at hand to judge it", async () => {
    const other = await signingKey();
    for (const verb of ["run", "plan", "history"]) {
      assert.match(
        await refused([verb], other),
        /AUTOREPO_SIGNING_KEY is (?:another key, )?[0-9A-F]{40}\. .* --signed-by FINGERPRINT/,
        verb,
      );
    }
    for (const verb of ["run", "prune --delete", "verify --repair"]) {
      const lacking = await callVerb(world.folder, verb.split(" "));
      assert.equal(lacking.exit, "machineLacks", verb);
      assert.match(lacking.said, /set AUTOREPO_SIGNING_KEY/, verb);
    }
    assert.equal((await callVerb(world.folder, ["history"])).exit, "done");
    const doctor = await callVerb(world.folder, ["doctor"], { AUTOREPO_SIGNING_KEY: other });
    assert.equal(doctor.exit, "machineLacks");
    assert.match(
      doctor.text,
      /^Next: +publication: .*says that\s+[0-9A-F]{40} signed it[\s\S]*\$ scripts\/autorepo verify --repair --signed-by FINGERPRINT\n/,
    );
  });

  test("most names gone from packages.yaml, unless that is confirmed", async () => {
    await using stack = new AsyncDisposableStack();
    const file = join(world.folder, "packages.yaml");
    stack.defer(() => writeFile(file, manifestOf("\n  alpha:\n    path: alpha")));
    await writeFile(file, manifestOf(" {}"));
    assert.match(await refused(["run"], own), /1 of 1 published names .* `--remove 1`/);
    const confirmed = await callVerb(world.folder, ["run", "--remove", "1"], { AUTOREPO_SIGNING_KEY: own });
    assert.equal(confirmed.exit, "machineLacks");
  });

  test("a store that cannot be written", async () => {
    const incoming = join(world.root, ".incoming");
    await rm(incoming, { recursive: true, force: true });
    await writeFile(incoming, "");
    assert.match(await refused(["run"], own), /\.incoming/);
    await rm(incoming);
  });

  test("a state that is lost", async () => {
    await rm(join(world.root, "state.json"));
    for (const verb of ["run", "plan", "history"])
      assert.match(await refused([verb], own), /shelf\.db.* its state is lost.*verify --repair/, verb);
    const doctor = await callVerb(world.folder, ["doctor"], { AUTOREPO_SIGNING_KEY: own });
    assert.match(doctor.text, /^Next: +publication: [\s\S]*has no\s+state\.json, but\s+shelf\.db/);
  });
});
