import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openSigner } from "../../actions/lib/signing/index.ts";
import { readEnvironment } from "../../actions/lib/workspace/index.ts";
import { type PublishingWorld, publishingWorld } from "../../test/publishing-world.ts";
import { publishedWith, signingWith } from "../../test/signed-publications.ts";
import { signingKey } from "../../test/signing-keys.ts";
import { parseCommandLine } from "./command-line.ts";
import { explain } from "./failure.ts";
import { VERBS } from "./verbs.ts";

type Ended = { readonly exit: string; readonly text: string };

/** A verb where no engine and no mirror answers: whoever gets as far as to plan is told that the machine lacks something. */
async function call(
  world: PublishingWorld,
  words: readonly string[],
  variables: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const manifest = join(world.folder, "packages.yaml");
  const request = parseCommandLine([...words, "--manifest", manifest], VERBS);
  assert.ok(request.kind === "call");
  const printed: string[] = [];
  const screen = {
    ...{ json: false, terminal: false, colour: false, progressColour: false, columns: () => 100 },
    ...{ out: process.stdout, err: process.stderr, printJson: () => {} },
    ...{ print: (text: string) => void printed.push(text), say: () => {} },
  };
  const cache = { XDG_CACHE_HOME: join(world.folder, "cache"), AUTOREPO_ENGINE: "docker" };
  const surroundings = {
    environment: readEnvironment({ ...cache, ...variables }),
    signal: new AbortController().signal,
    now: new Date(),
    say: () => {},
  };
  try {
    return { exit: await request.verb.run({ ...request, ...surroundings, screen }), text: printed.join("") };
  } catch (error) {
    return explain(error);
  }
}

function manifestOf(entries: string): string {
  return `repository:\n  name: shelf\n  mirror: file:///nowhere/$repo/os/$arch\npackages:${entries}\n`;
}

describe("what publishing would refuse is told before anything is looked up to be built", () => {
  let world: PublishingWorld;
  let own: string;
  const refused = async (words: readonly string[], key: string): Promise<string> => {
    const { exit, text } = await call(world, words, { AUTOREPO_SIGNING_KEY: key });
    assert.equal(exit, "storeRefused", text);
    return text;
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
    const { exit, text } = await call(world, ["run"], { AUTOREPO_SIGNING_KEY: own });
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
        /no subkey of [0-9A-F]{40} .* --signed-by FINGERPRINT/,
        verb,
      );
    }
    assert.match(await refused(["run"], ""), /is signed by [0-9A-F]{40}: set AUTOREPO_SIGNING_KEY/);
    assert.equal((await call(world, ["history"])).exit, "done");
  });

  test("most names gone from packages.yaml, unless that is confirmed", async () => {
    await using stack = new AsyncDisposableStack();
    const file = join(world.folder, "packages.yaml");
    stack.defer(() => writeFile(file, manifestOf("\n  alpha:\n    path: alpha")));
    await writeFile(file, manifestOf(" {}"));
    assert.match(await refused(["run"], own), /1 of 1 published names .* `--remove 1`/);
    const confirmed = await call(world, ["run", "--remove", "1"], { AUTOREPO_SIGNING_KEY: own });
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
  });
});
