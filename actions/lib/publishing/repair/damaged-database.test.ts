import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import {
  clientsView,
  entryOf,
  publishingWorld,
  publishPackages,
  REPOSITORY,
} from "../../../../test/publishing-world.ts";
import type { Publication } from "../index.ts";
import { encodeManifest, encodeState, sha256Of } from "../state/state-document.ts";

test("a published database that has lost a package is not gone on from (case 74)", async () => {
  await using world = await publishingWorld();
  const both = [entryOf("alpha"), entryOf("beta")];
  const publishOne = (pkgname: string, version: string) =>
    publishPackages(world, both, { packages: [{ pkgname, version }] });
  const first = await publishOne("alpha", "1-1");
  const { state, manifest } = await publishOne("beta", "1-1");
  await world.store.put(
    `${state.database}${REPOSITORY}.files`,
    { file: path.join(world.root, `${first.state.database}${REPOSITORY}.files`), ...sizeOf(first) },
    NO_CACHE,
  );
  const changed = {
    ...manifest,
    databases: { ...manifest.databases, files: first.manifest.databases.files },
  };
  const bytes = encodeManifest(changed, "manifest", null);
  await world.store.put(state.manifest.key, bytes, NO_CACHE);
  const address = { key: state.manifest.key, sha256: sha256Of(bytes), bytes: bytes.length };
  await world.store.put("state.json", await encodeState({ ...state, manifest: address }, null), NO_CACHE);
  await assert.rejects(publishOne("alpha", "2-1"), { code: "loss", message: /differ at beta 1-1/ });
  assert.deepEqual(await clientsView(world.root), ["alpha 1-1", "beta 1-1"]);
});

const NO_CACHE = { contentType: "x", cacheControl: "no-cache" } as const;

function sizeOf({ manifest }: Publication): { bytes: number } {
  return { bytes: manifest.databases.files.bytes };
}
