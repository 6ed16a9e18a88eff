import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readTar, readTarInBatches, TAR_END, type TarSource } from "./index.ts";
import { file, inPieces, LIMITS, read, written } from "./tar-samples.ts";

/** Runs a real tar program over bytes. */
async function pipe(command: string, args: string[], input: Uint8Array): Promise<string> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(input);
  return (await buffer(child.stdout)).toString();
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

  it("gives the same members in batches, each with the blocks that stand for it", async () => {
    const archive = await written(
      file("a", "x".repeat(2000)),
      file(long),
      { type: "directory", path: "b", mode: 0o755 },
      file("c", "y".repeat(513)),
    );
    for (const step of [7, 512, 100_000]) {
      const batches = await Array.fromAsync(readTarInBatches(inPieces(archive, step), LIMITS));
      const members = batches.flat().map(({ content, blocks: _, ...member }) => {
        return { ...member, text: Buffer.from(content).toString() };
      });
      assert.deepEqual(members, await read(archive, step));
      const blocks = batches.flat().map((member) => member.blocks);
      assert.deepEqual(Buffer.concat([...blocks, TAR_END]), archive);
      assert.equal(batches.length, step > archive.length ? 1 : 4);
    }
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
