import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, before, describe, it } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { type TarSource, writeTar } from "../archive/index.ts";
import { type DatabaseEntry, readSyncDatabase, writeDatabases } from "./index.ts";

function entry(pkgname: string, version = "1-1", more = ""): DatabaseEntry {
  const desc = `%FILENAME%\n${pkgname}.pkg.tar.zst\n\n%NAME%\n${pkgname}\n\n%VERSION%\n${version}\n\n${more}`;
  return { directory: `${pkgname}-${version}`, desc, files: `%FILES%\nusr/\nusr/${pkgname}\n` };
}

const packages = (file: string) => Array.fromAsync(readSyncDatabase(createReadStream(file)));

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "databases-"));
});
after(() => rm(folder, { recursive: true }));

/** Databases in a folder of their own. */
async function write(
  add: readonly DatabaseEntry[],
  base: string | null = null,
  drop: readonly string[] = [],
) {
  const own = await mkdtemp(join(folder, "generation-"));
  const keep = (pkgname: string) => !drop.includes(pkgname);
  return writeDatabases({ name: "r", base: base ? createReadStream(base) : null, keep, add, folder: own });
}

describe("the databases of a generation", () => {
  it("hold the entries of the base, less those dropped, plus and in place those added", async () => {
    const old = await write([entry("a"), entry("a-b"), entry("c", "2-1"), entry("d")]);
    const now = await write([entry("c", "1:1-1"), entry("b")], old.files.file, ["d"]);
    assert.deepEqual(now.packages, [
      { pkgname: "a", version: "1-1" },
      { pkgname: "a-b", version: "1-1" },
      { pkgname: "b", version: "1-1" },
      { pkgname: "c", version: "1:1-1" },
    ]);
    const found = await packages(now.files.file);
    assert.deepEqual(
      found.map(({ pkgname, version, files }) => ({ pkgname, version, files })),
      now.packages.map((one) => ({ ...one, files: ["usr/", `usr/${one.pkgname}`] })),
    );
    assert.deepEqual(
      (await packages(now.db.file)).map(({ files }) => files),
      [null, null, null, null],
    );
  });

  it("have the same bytes whatever way led to the same entries", async () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z+@][a-z0-9.+-]{0,6}$/), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(names, fc.nat(12), async (all, split) => {
        const entries = all.map((name) => entry(name));
        const whole = await write(entries);
        const part = await write(entries.slice(split));
        const rest = await write([...entries.slice(0, split)].reverse(), part.files.file);
        assert.equal(rest.files.sha256, whole.files.sha256);
        assert.equal(rest.db.sha256, whole.db.sha256);
      }),
      { numRuns: 25 },
    );
  });

  it("have the same bytes also where zstd cuts them into blocks", async () => {
    const bulky = Array.from({ length: 300 }, (_, at) =>
      entry(`p${at}`, "1-1", `%DESC%\n${at}\n\n`.repeat(99)),
    );
    const whole = await write(bulky);
    const part = await write(bulky.slice(100));
    const rest = await write(bulky.slice(0, 100), part.files.file);
    assert.deepEqual([rest.db.sha256, rest.files.sha256], [whole.db.sha256, whole.files.sha256]);
  });

  it("tell sizes and digests of what lies on disk, also of nothing", async () => {
    const { db } = await write([]);
    assert.equal((await readFile(db.file)).length, db.bytes);
    assert.deepEqual(await packages(db.file), []);
  });

  it("tell what packages provide and replace", async () => {
    const more = "%REPLACES%\nold\n\n%PROVIDES%\nlibx.so=1-64\nx\n\n";
    const { db } = await write([entry("x", "1-1", more)]);
    assert.deepEqual(await packages(db.file), [
      { pkgname: "x", version: "1-1", provides: ["libx.so=1-64", "x"], replaces: ["old"], files: null },
    ]);
  });
});

describe("a database of others", () => {
  const file = (path: string, text: string): TarSource => ({
    type: "file",
    path,
    mode: 0o644,
    content: Buffer.from(text),
  });
  const tar = async (...members: TarSource[]) => Buffer.concat(await Array.fromAsync(writeTar(members)));
  const read = (bytes: Uint8Array) => Array.fromAsync(readSyncDatabase(Readable.from([bytes])));
  const desc = (name: string, version: string) => `%NAME%\n${name}\n\n%VERSION%\n${version}\n`;

  it("is read from gzip as from zstd, also where a value looks like a field", async () => {
    const text = `%NAME%\na\n\n%DESC%\n%VERSION%\n\n%VERSION%\n2-1\n\n`;
    const bytes = await tar({ type: "directory", path: "a-2-1", mode: 0o755 }, file("a-2-1/desc", text));
    for (const packed of [gzipSync(bytes), zstdCompressSync(bytes)]) {
      assert.deepEqual(
        (await read(packed)).map(({ pkgname, version }) => [pkgname, version]),
        [["a", "2-1"]],
      );
    }
  });

  it("is refused when it is damaged, cut or something else", async () => {
    const good = gzipSync(await tar(file("a-1-1/desc", desc("a", "1-1"))));
    await assert.rejects(read(good.subarray(0, -12)), { code: "truncated" });
    await assert.rejects(
      read(Buffer.from("\xfd7zXZ\0", "latin1")),
      /neither zstd nor gzip: it starts with "fd377a58"/,
    );
    await assert.rejects(read(Buffer.alloc(0)), /neither zstd nor gzip/);
    const other = async (...members: TarSource[]) => read(gzipSync(await tar(...members)));
    await assert.rejects(other(file("a/b/desc", "")), /unexpected member "a\/b\/desc"/);
    await assert.rejects(other(file("../desc", desc("a", "1-1"))), /the entry ".." describes "a-1-1"/);
    await assert.rejects(other(file("a-1-1/desc", desc("b", "1-1"))), /the entry "a-1-1" describes "b-1-1"/);
    await assert.rejects(other(file("a-1-1/desc", "")), /describes "undefined-undefined"/);
    await assert.rejects(other(file("a-1-1/files", "%FILES%\n")), /the entry "a-1-1" has no desc/);
    const twice = other(file("a-1-1/desc", desc("a", "1-1")), file("a-2-1/desc", desc("a", "2-1")));
    await assert.rejects(twice, /it has the package "a" twice/);
  });

  it("is no base when it holds a name twice, or a name does", async () => {
    const bytes = await tar(file("a-1-1/desc", desc("a", "1-1")), file("a-2-1/desc", desc("a", "2-1")));
    const own = join(folder, "twice");
    await mkdir(own);
    const base = Readable.from([gzipSync(bytes)]);
    const written = writeDatabases({ name: "r", base, keep: () => true, add: [], folder: own });
    await assert.rejects(written, /the database would hold "a" twice/);
    await assert.rejects(write([entry("a"), entry("a", "2-1")]), /the database would hold "a" twice/);
  });
});
