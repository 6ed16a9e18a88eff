import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type ArchiveErrorCode, readTar, type TarLimits, type TarSource, writeTar } from "./index.ts";

const LIMITS: TarLimits = { members: 100, memberBytes: 1 << 20, totalBytes: 8 << 20 };

/** The archive in pieces of `step` bytes, so that every boundary is met. */
async function* inPieces(bytes: Uint8Array, step: number) {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

async function read(bytes: Uint8Array, step = 64 * 1024) {
  const members = [];
  for await (const { body, ...member } of readTar(inPieces(bytes, step), LIMITS)) {
    members.push({ ...member, text: Buffer.concat(await Array.fromAsync(body)).toString("latin1") });
  }
  return members;
}

async function written(...entries: TarSource[]): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(writeTar(entries)));
}

const file = (path: string, text = "", mode = 0o644): TarSource => ({
  type: "file",
  path,
  mode,
  content: Buffer.from(text),
});

/** Runs a real tar program over bytes. */
async function pipe(command: string, args: string[], input: Uint8Array): Promise<string> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(input);
  return (await buffer(child.stdout)).toString();
}

async function refused(bytes: Uint8Array, code: ArchiveErrorCode, message: RegExp) {
  await assert.rejects(read(bytes), (error: Error & { code: string }) => {
    assert.match(error.message, message);
    assert.equal(error.code, code);
    return true;
  });
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

describe("an archive that is written", () => {
  const long = `${"folder/".repeat(40)}${"n".repeat(120)}`;

  it("reads back the same, in pieces of any size", async () => {
    const archive = await written(
      { type: "directory", path: "a", mode: 0o755 },
      file("a/plain", "hello", 0o4755),
      file(`a/${"x".repeat(97)}`, "just fits"),
      file(`${"d".repeat(80)}/${"e".repeat(90)}`, "in two fields"),
      file(long, "in a pax header"),
      file("a/Főtanúsítvány", "not ASCII"),
      { type: "symlink", path: "a/link", target: long, mode: 0o777, mtime: 12 },
    );
    const members = await read(archive, 7);
    assert.deepEqual(members, await read(archive, 512 * 100));
    assert.deepEqual(
      members.map((m) => [m.type, m.path, m.text, m.mode]),
      [
        ["directory", "a/", "", 0o755],
        ["file", "a/plain", "hello", 0o4755],
        ["file", `a/${"x".repeat(97)}`, "just fits", 0o644],
        ["file", `${"d".repeat(80)}/${"e".repeat(90)}`, "in two fields", 0o644],
        ["file", long, "in a pax header", 0o644],
        ["file", "a/Főtanúsítvány", "not ASCII", 0o644],
        ["symlink", "a/link", "", 0o777],
      ],
    );
    assert.equal(members.at(-1)?.linkTarget, long);
    assert.equal(members.at(-1)?.mtime, 12);
  });

  it("is read alike by GNU tar", async () => {
    const archive = await written(file(long, "x"), file("ű", "y"));
    assert.equal(await pipe("tar", ["-t", "--quoting-style=literal"], archive), `${long}\nű\n`);
  });

  it("has the same bytes every time", async () => {
    assert.deepEqual(await written(file("a", "1")), await written(file("a", "1")));
  });

  it("takes bodies as streams and refuses one of another length than announced", async () => {
    const streamed = (bytes: number): TarSource => ({
      ...file("big"),
      type: "file",
      content: { bytes, stream: Readable.from([Buffer.from("abc"), Buffer.from("def")]) },
    });
    assert.equal((await read(await written(streamed(6))))[0]?.text, "abcdef");
    await assert.rejects(written(streamed(5)), /"big" was to have 5 bytes and has 6/);
    await assert.rejects(written(streamed(7)), /"big" was to have 7 bytes and has 6/);
  });

  it("survives any names and contents", async () => {
    const name = fc.stringMatching(/^[^/\0\ud800-\udfff]{1,60}$/).filter((n) => n.isWellFormed());
    const path = fc.array(name, { minLength: 1, maxLength: 6 }).map((parts) => parts.join("/"));
    const entries = fc.array(fc.tuple(path, fc.string({ maxLength: 1500 })), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(entries, fc.integer({ min: 1, max: 3000 }), async (files, step) => {
        const archive = await written(...files.map(([p, text]) => file(p, text)));
        const back = (await read(archive, step)).map((m) => [
          m.path,
          Buffer.from(m.text, "latin1").toString(),
        ]);
        assert.deepEqual(back, files);
      }),
      { numRuns: 60 },
    );
  });
});

describe("an archive of GNU tar", () => {
  for (const format of ["ustar", "gnu", "posix"]) {
    it(`in the format ${format} gives names, modes, times and links`, async () => {
      const args = [`--format=${format}`, "--transform=flags=r;s,.*/index.ts,n/index.ts,"];
      const longer = `--transform=flags=r;s,.*/tar.test.ts,${"n/".repeat(60)}t,`;
      const own = [
        "--mtime=@1000",
        "--mode=0640",
        `${import.meta.dirname}/index.ts`,
        `${import.meta.dirname}/tar.test.ts`,
      ];
      const child = spawn("tar", ["-cPf", "-", ...args, longer, ...own], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const members = await read(await buffer(child.stdout));
      assert.deepEqual(
        members.map((m) => [m.path, m.type, m.mode, m.mtime]),
        [
          ["n/index.ts", "file", 0o640, 1000],
          [`${"n/".repeat(60)}t`, "file", 0o640, 1000],
        ],
      );
    });
  }
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

it("skips bodies that are not read and ends its source when it is left early", async () => {
  let ended = false;
  const archive = await written(file("a", "x".repeat(5000)), file("b", "y"), file("c", "z"));
  async function* source() {
    try {
      yield* inPieces(archive, 100);
    } finally {
      ended = true;
    }
  }
  const seen = [];
  for await (const member of readTar(source(), LIMITS)) {
    seen.push(member.path);
    if (member.path === "b") break;
  }
  assert.deepEqual(seen, ["a", "b"]);
  assert.equal(ended, true);
});
