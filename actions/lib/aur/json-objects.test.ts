import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { jsonObjects } from "./json-objects.ts";

test("every object comes back alone, whatever its strings hold and however the network cuts it", async () => {
  const object = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(object, { maxLength: 6 }),
      fc.integer({ min: 1, max: 40 }),
      async (objects, size) => {
        const text = `[\n${objects.map((one) => JSON.stringify(one)).join(",\n")}\n]`;
        const read = (await Array.fromAsync(jsonObjects(pieces(Buffer.from(text), size), 1_000_000))).flat();
        assert.deepEqual(
          read.map((one) => JSON.parse(one)),
          JSON.parse(text),
        );
      },
    ),
  );
});

test("an object without end is refused, by its size or by the end of the text", async () => {
  const read = (text: string) => Array.fromAsync(jsonObjects(pieces(Buffer.from(text), 100), 1000));
  await assert.rejects(read(`[{"a":"${"x".repeat(2000)}"}]`), /more than 1000 bytes/);
  await assert.rejects(read('[{"a":"}'), /ends within an entry/);
  assert.deepEqual((await read("]]}} [")).flat(), []);
});

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size);
}
