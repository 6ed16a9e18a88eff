import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type ArchiveErrorCode, readTarInBatches } from "./index.ts";
import { file, inPieces, LIMITS, read, written } from "./tar-samples.ts";

async function refused(bytes: Uint8Array, code: ArchiveErrorCode, message: RegExp) {
  const inBatches = Array.fromAsync(readTarInBatches(inPieces(bytes, 700), LIMITS));
  for (const reading of [read(bytes), inBatches]) {
    await assert.rejects(reading, (error: Error & { code: string }) => {
      assert.match(error.message, message);
      assert.equal(error.code, code);
      return true;
    });
  }
}

/** Changes bytes of a header and makes its checksum right again. */
function patched(archive: Buffer, at: number, bytes: string): Buffer {
  const copy = Buffer.from(archive);
  copy.write(bytes, at, "latin1");
  copy.write("        ", 148);
  const sum = copy.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  copy.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return copy;
}

/** A pax header with these records before a file `name`. */
async function withRecords(records: string | Buffer, name = "name"): Promise<Buffer> {
  const [header, own] = [await written(file("pax", "")), await written(file(name, "x"))];
  const body = Buffer.from(records);
  const size = body.length.toString(8).padStart(11, "0");
  const block = patched(patched(header, 156, "x"), 124, size).subarray(0, 512);
  const padded = Buffer.alloc(Math.ceil(body.length / 512) * 512);
  body.copy(padded);
  return Buffer.concat([block, padded, own]);
}

it("carries extended attributes, whose values are binary", async () => {
  const value = "\x01\0\0\x02\n =\xff";
  const records = Buffer.from(`45 SCHILY.xattr.security.capability=${value}\n`, "latin1");
  assert.equal(records.length, 45);
  const [member] = await read(await withRecords(records));
  assert.deepEqual(member?.attributes, new Map([["SCHILY.xattr.security.capability", value]]));
});

describe("a hostile archive", () => {
  it("is refused when a checksum, the magic or a number is wrong", async () => {
    const archive = await written(file("name", "x"));
    const flipped = Buffer.from(archive);
    flipped[0] = 0x4e;
    await refused(flipped, "malformed", /header at byte 0 has a wrong checksum/);
    await refused(patched(archive, 257, "hello"), "malformed", /no tar header at byte 0/);
    await refused(patched(archive, 124, "12x"), "malformed", /no valid size: "12x/);
    await refused(patched(archive, 124, "\xff".repeat(12)), "malformed", /no valid size/);
    await refused(patched(archive, 124, `\x80${"\x7f".repeat(11)}`), "malformed", /no valid size/);
  });

  it("is refused wherever it is cut", async () => {
    const archive = await written(file("name", "x".repeat(600)));
    for (let end = 0; end < archive.length; end += 100) {
      await refused(archive.subarray(0, end), "truncated", /ends in the middle/);
    }
  });

  it("is refused when it is larger, longer or fuller than allowed", async () => {
    const claimed = patched(
      await written(file("name", "")),
      124,
      `\x80${"\0".repeat(6)}\x01${"\0".repeat(4)}`,
    );
    await refused(claimed, "limit", /"name" of 4294967296 bytes/);
    await refused(
      await written(...Array.from({ length: 101 }, (_, i) => file(`${i}`))),
      "limit",
      /100 members/,
    );
    const many = Array.from({ length: 9 }, (_, i) => file(`${i}`, "x".repeat(1 << 20)));
    await refused(await written(...many), "limit", /8388608 bytes/);
    await refused(await written(file("n".repeat(5000))), "limit", /a name of 5000 bytes/);
  });

  it("is refused when readers could disagree about it", async () => {
    await refused(await withRecords("10 path=a\n10 path=b\n"), "malformed", /names "path" twice/);
    await refused(await withRecords("8 path=a\n"), "malformed", /broken record/);
    await refused(await withRecords("99 path=a\n"), "malformed", /broken record/);
    await refused(await withRecords("11 path=a\0\n"), "malformed", /a NUL in it/);
    await refused(await withRecords("8 size=\n"), "malformed", /size=""/);
    await refused(await withRecords("12 size=1e3\n"), "malformed", /size="1e3"/);
    await refused(await withRecords(Buffer.from("10 path=\xff\n", "latin1")), "malformed", /not UTF-8/);
    await refused(await withRecords("22 GNU.sparse.major=1\n"), "unsupported", /sparse/);
    const two = await withRecords("10 path=a\n");
    await refused(Buffer.concat([two.subarray(0, 1024), two]), "malformed", /second pax header/);
    await refused(patched(await written(file("d", "x")), 156, "5"), "malformed", /a directory with a body/);
    await refused(patched(await written(file("d", "x")), 156, "1"), "malformed", /a hardlink with a body/);
    await refused(patched(await written(file("d", "")), 0, "d/"), "malformed", /a file named as a folder/);
    const archive = await written(file("name", "x"));
    await refused(Buffer.concat([archive, archive]), "malformed", /bytes behind the end/);
    await refused(Buffer.concat([archive.subarray(0, -512), archive]), "malformed", /bytes behind the end/);
    const comment = patched(await withRecords("13 comment=x\n"), 156, "g").subarray(0, 1024);
    const many = Buffer.concat([...Array.from({ length: 5 }, () => comment), archive]);
    await refused(many, "malformed", /a fifth extended header for one member/);
    const global = patched(two, 156, "g");
    await refused(global, "unsupported", /global pax header at byte 0 sets "path"/);
  });

  it("never does anything but give members or refuse", async () => {
    const archive = await written(file("name", "x"), file("ű", "y"));
    await fc.assert(
      fc.asyncProperty(fc.nat(archive.length - 1), fc.nat(255), fc.boolean(), async (at, value, mend) => {
        const copy = Buffer.from(archive);
        copy[at] = value;
        const bytes = mend ? patched(copy, 0, "") : copy;
        await read(bytes).catch((error: Error) => assert.equal(error.name, "ArchiveError"));
      }),
      { numRuns: 300 },
    );
  });
});
