import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReadableStore } from "../../store/index.ts";
import { sha256Of } from "../state/state-document.ts";
import { type NamedObject, objectFaults } from "./verify-objects.ts";

const bytes = Buffer.from("package");
const expected = { sha256: sha256Of(bytes), bytes: bytes.length };
const named = (key: string): NamedObject => ({ key, expected, signedBy: "ABCD", owned: null });

/** Some of whose objects may not be read, and which tells what is open of the others. */
function storeWith(objects: readonly string[], refused: string) {
  let opened = 0;
  const stream: ReadableStore["stream"] = async (key) => {
    if (key === refused) throw new Error("forbidden");
    if (!objects.includes(key)) return null;
    opened++;
    return (async function* () {
      yield bytes;
      opened--;
    })();
  };
  const store: ReadableStore = { place: "here", read: async () => null, stream };
  return { store, left: () => opened };
}

test("what is missing is told whether its signature is there or not", async () => {
  const { store } = storeWith(["a", "a.sig", "b", "c.sig"], "");
  const faults = await objectFaults(store, ["a", "b", "c", "d"].map(named), null);
  assert.deepEqual(
    faults.map(({ object, problem }) => [object.key, problem]),
    [
      ["b", "unsigned"],
      ["c", "missing"],
      ["d", "missing"],
    ],
  );
});

test("where a signature may not be read nothing is left open, for which a process would wait", async () => {
  const { store, left } = storeWith(["a", "a.sig", "b", "b.sig"], "b.sig");
  await assert.rejects(objectFaults(store, ["a", "b"].map(named), null), /forbidden/);
  assert.equal(left(), 0);
});
