import assert from "node:assert/strict";
import { test } from "node:test";
import { publishingWorld, REPOSITORY } from "../../../../test/publishing-world.ts";
import { packagesOf, publishedWith, signingWith } from "../../../../test/signed-publications.ts";
import { signerFor } from "../../../../test/signing-keys.ts";
import type { Store } from "../../store/index.ts";
import { signatureKey } from "../index.ts";
import { namedObjects, objectFaults } from "../repair/verify-objects.ts";

/** A bucket takes objects of terabytes; of one without an end a reader that wants all would never come back. */
function withEndless(store: Store, endless: string): Store {
  async function* forever() {
    for (;;) yield Buffer.alloc(64 * 1024);
  }
  return { ...store, stream: async (key) => (key === endless ? forever() : await store.stream(key)) };
}

for (const [what, problem, objectOf] of [
  ["object", "different", (object: string) => object],
  ["signature", "wrong signature", signatureKey],
] as const) {
  test(`an ${what} without an end is told like any other that is not ours`, { timeout: 20_000 }, async () => {
    await using world = await publishingWorld();
    const key = await signerFor();
    const publication = await publishedWith(world, { signing: signingWith(key), version: "1-1" });
    const alpha = packagesOf(publication).find(({ pkgname }) => pkgname === "alpha");
    assert.ok(alpha);
    const endless = objectOf(alpha.object);
    const named = { repositoryName: REPOSITORY, databaseKey: null };
    const objects = [...namedObjects(publication.manifest, named)];
    const faults = await objectFaults(withEndless(world.store, endless), objects, key);
    assert.deepEqual(
      faults.map((fault) => [fault.object.key, fault.problem]),
      [[alpha.object, problem]],
    );
  });
}
