import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UpstreamError } from "./index.ts";
import { packet, readPackets } from "./packet-lines.ts";

test("lines come back as they were sent, however the network cuts them", async () => {
  const line = fc.string({ unit: "binary", minLength: 1, maxLength: 300 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(line), { maxLength: 20 }),
      fc.integer({ min: 1, max: 50 }),
      async (lines, size) => {
        const sent = Buffer.from(lines.map((text) => (text === null ? "0000" : packet(text))).join(""));
        const read = (await Array.fromAsync(readPackets(pieces(sent, size)))).flat();
        const expected = lines.map((text) => (text === null ? null : Buffer.from(text)));
        assert.deepEqual(read, expected);
      },
    ),
  );
});

test("whatever a server sends, it is read or refused", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      try {
        await Array.fromAsync(readPackets(pieces(Buffer.from(bytes), 7)));
      } catch (error) {
        assert.ok(error instanceof UpstreamError && error.code === "malformed");
      }
    }),
  );
});

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size);
}
