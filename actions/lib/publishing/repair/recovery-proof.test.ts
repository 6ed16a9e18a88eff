import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { constants, zstdCompress } from "node:zlib";
import {
  evilPackage,
  forgedManifest,
  manifestOf,
  overwrite,
  plant,
  sha256Of,
} from "../../../../test/bucket-writer.ts";
import {
  clientsView,
  type PublishingWorld,
  publishingWorld,
  REPOSITORY,
} from "../../../../test/publishing-world.ts";
import { bytesOf, signingWith } from "../../../../test/signed-publications.ts";
import { genuinePublication, repairWith, twoPublications } from "../../../../test/signed-repairs.ts";
import { signerFor } from "../../../../test/signing-keys.ts";
import { decompress, readTar, type TarSource, writeTar } from "../../archive/index.ts";
import type { Manifest, State } from "../../documents/index.ts";
import type { Signer } from "../../signing/index.ts";
import { readPublished, signatureKey } from "../index.ts";

type Unproven = AsyncDisposable & {
  readonly world: PublishingWorld;
  readonly key: Signer;
  readonly state: State;
};

/** alpha 1-1 and 2-1, with neither state.json nor any signed copy of it left. */
async function unprovenWorld(): Promise<Unproven> {
  const world = await publishingWorld();
  const key = await signerFor();
  const state = await twoPublications(world, signingWith(key, { redirectsWork: async () => true }));
  for (const lost of ["state.json", "states"]) await rm(path.join(world.root, lost), { recursive: true });
  return { world, key, state, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

test("without any signed state a person has to name the manifest, whose packages and databases are proven", async () => {
  await using story = await unprovenWorld();
  const { world, key, state } = story;
  await assert.rejects(repairWith(world, key), {
    code: "unproven",
    message: new RegExp(`any packages that this key ever signed.*--from KEY.*${state.manifest.key}`),
  });
  await assert.rejects(repairWith(world, key, { from: "manifests/7-0123456789abcdef.json" }), {
    code: "missing",
    message: /is no manifest/,
  });
  const { problems, notes } = await repairWith(world, key, { from: state.manifest.key });
  assert.deepEqual(problems, []);
  assert.match(
    notes.join(),
    /because you named it.*not older ones or those of another repository.*nothing proves/,
  );
  assert.equal(await genuinePublication(world, key), state.publication);
  await rm(path.join(world.root, "state.json"));
  await repairWith(world, key);
  assert.equal(await genuinePublication(world, key), state.publication);
});

test("neither a package that is not ours is signed so, nor one of which the manifest says something else", async () => {
  await using story = await unprovenWorld();
  const { world, key, state } = story;
  const evil = await evilPackage(world);
  const cases = [
    [evil, /no signature by/],
    [{ ...evil, signedBy: null }, /no signature by/],
    [{ version: "9-1" }, /its bytes do not/],
    [{ needs: ["libevil.so=1-64"] }, /its bytes do not/],
    [{ pkgname: "glibc" }, /its bytes do not/],
    [{ installedBytes: 2 }, /its bytes do not/],
  ] as const;
  for (const [changes, says] of cases) {
    const from = await plant(world, await forgedManifest(world, state, (one) => ({ ...one, ...changes })));
    const refused = { code: "missing", message: says } as const;
    await assert.rejects(repairWith(world, key, { from }), refused, JSON.stringify(changes));
  }
  assert.equal(await world.store.read("state.json"), null);
});

type Description = {
  readonly type: "file";
  readonly path: string;
  readonly mode: number;
  readonly content: Buffer;
};

/** Puts a database into the manifest's folder in which `desc` of alpha says something else, or has a neighbour. */
async function tamper(
  story: Unproven,
  kind: "db" | "files",
  change: (desc: Description) => readonly TarSource[],
): Promise<Manifest> {
  const members: TarSource[] = [];
  for await (const { type, path: name, body } of readTar(unpacked(story, kind), LIMITS)) {
    const content = Buffer.concat(await Array.fromAsync(body));
    const isChanged = name.startsWith("alpha-") && name.endsWith("/desc");
    const file: Description = { type: "file", path: name, mode: 0o644, content };
    if (type === "directory") members.push({ type, path: name, mode: 0o755 });
    else members.push(...(isChanged ? change(file) : [file]));
  }
  return await replaced(story, kind, Buffer.concat(await Array.fromAsync(writeTar(members))));
}

const LIMITS = { members: 100, memberBytes: 2 ** 20, totalBytes: 2 ** 24 };

function unpacked({ world, state }: Unproven, kind: "db" | "files"): AsyncIterable<Uint8Array> {
  return decompress(createReadStream(path.join(world.root, `${state.database}${REPOSITORY}.${kind}`)));
}

/** The state's manifest with this database, whose signature is gone: a repair would make it again. */
async function replaced(
  { world, state }: Unproven,
  kind: "db" | "files",
  archive: Uint8Array,
): Promise<Manifest> {
  const key = `${state.database}${REPOSITORY}.${kind}`;
  const bytes = await promisify(zstdCompress)(archive, {
    params: { [constants.ZSTD_c_compressionLevel]: 9 },
  });
  await overwrite(world, key, bytes);
  await rm(path.join(world.root, signatureKey(key)));
  const manifest = await manifestOf(world, state);
  const databases = { ...manifest.databases, [kind]: { sha256: sha256Of(bytes), bytes: bytes.length } };
  return { ...manifest, databases };
}

const withText = (desc: Description, text: string) => [
  { ...desc, content: Buffer.concat([desc.content, Buffer.from(text)]) },
];

for (const [what, kind, change] of [
  ["a dependency more", "db", (desc) => withText(desc, "%DEPENDS%\nevil\n\n")],
  ["a replacement more", "files", (desc) => withText(desc, "%REPLACES%\nglibc\n\n")],
  [
    "a second description that only pacman reads",
    "db",
    (desc) => [
      desc,
      { ...desc, path: desc.path.replace("/desc", "/depends"), content: Buffer.from("%REPLACES%\nglibc\n") },
    ],
  ],
  ["a package less", "db", () => []],
] as const satisfies readonly (readonly [string, "db" | "files", Parameters<typeof tamper>[2]])[]) {
  test(`a database of our packages with ${what} is never signed`, async () => {
    await using story = await unprovenWorld();
    const { world, key } = story;
    const from = await plant(world, await tamper(story, kind, change));
    await assert.rejects(repairWith(world, key, { from }), {
      code: "missing",
      message: /(db|files) is not what its packages make/,
    });
    assert.equal(await world.store.read("state.json"), null);
    for await (const { key: object } of world.store.list("gen/")) {
      if (!object.endsWith(".sig")) continue;
      const signed = await bytesOf(world, object.replace(/\.sig$/, ""));
      assert.ok(await key.verifies(signed, await readFile(path.join(world.root, object))), object);
    }
  });
}

test("a database that another release of zstd has packed is the same, and lost it is written as a generation of its own", async () => {
  await using story = await unprovenWorld();
  const { world, key } = story;
  const archive = Buffer.concat(await Array.fromAsync(unpacked(story, "db")));
  const from = await plant(world, await replaced(story, "db", archive));
  const { problems, state: proven } = await repairWith(world, key, { from });
  assert.deepEqual(problems, []);
  assert.equal((await clientsView(world.root))[0], "alpha 2-1");
  await rm(path.join(world.root, proven?.database ?? ""), { recursive: true });
  const { repaired, problems: left, state: anew } = await repairWith(world, key);
  assert.match(repaired.join(), /the databases were written anew from the packages, as generation 2/);
  assert.deepEqual([left, anew?.generation], [[], 2]);
  assert.equal((await clientsView(world.root))[0], "alpha 2-1");
});

test("from an older manifest, versions that our later states tell of are not given out twice, and those of others are not believed", async () => {
  await using world = await publishingWorld();
  const key = await signerFor();
  const state = await twoPublications(world, signingWith(key));
  const { previous } = await manifestOf(world, state);
  const forged = await forgedManifest(world, state, (alpha) => alpha);
  await plant(world, { ...forged, highest: { alpha: "999:1-1" } });
  await rm(path.join(world.root, "state.json"));
  const { repaired } = await repairWith(world, key, { from: previous?.manifest.key ?? "" });
  assert.match(repaired.join(), /published later are remembered: alpha 2-1/);
  const trust = { key, mayBeUnsigned: false };
  const published = await readPublished(world.store, REPOSITORY, trust);
  assert.deepEqual([published?.state.generation, published?.manifest.highest.alpha], [0, "2-1"]);
  assert.equal((await clientsView(world.root))[0], "alpha 1-1");
  assert.deepEqual((await repairWith(world, key, { from: previous?.manifest.key ?? "" })).repaired, []);
});

test("what came before the published state is for a rollback, not for a repair", async () => {
  await using world = await publishingWorld();
  const key = await signerFor();
  const state = await twoPublications(world, signingWith(key));
  const { previous } = await manifestOf(world, state);
  await assert.rejects(repairWith(world, key, { from: previous?.manifest.key ?? "" }), {
    code: "not-kept",
    message: /autorepo rollback 0/,
  });
  assert.deepEqual((await repairWith(world, key, { from: state.manifest.key })).repaired, []);
});
