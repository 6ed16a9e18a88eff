import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { filesFromContainer } from "../../../test/made-packages.ts";
import { type FileBytes, readDynamicFacts } from "./elf.ts";
import { formatSoname, type LinkedFile, neededSonames, offeredSonames } from "./libraries.ts";

/** Libraries and programs of the image, each with what readelf says about it. */
const COLLECT = `
cd /usr/bin
for file in bash gcc tar zstd $(find /usr/lib /usr/lib/x86_64-linux-gnu -maxdepth 1 -name '*.so.*' -type f | sort | head -60); do
  name=$(basename "$file")
  cp -L "$file" "/made/$name"
  readelf -dW "$file" >"/made/$name.readelf"
done`;

const inMemory =
  (file: Buffer): FileBytes =>
  async (offset, count) =>
    file.subarray(offset, offset + count);

describe("dynamically linked files of the image", () => {
  let folder: string;
  let names: readonly string[];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "elf-"));
    const received = await filesFromContainer({ script: COLLECT, files: [], folder });
    names = received.filter((name) => !name.endsWith(".readelf"));
  });
  after(() => rm(folder, { recursive: true }));

  it("are read as readelf reads them", async () => {
    assert.ok(names.length > 40);
    for (const name of names) {
      const facts = await readDynamicFacts(inMemory(await readFile(join(folder, name))));
      const said = await readFile(join(folder, `${name}.readelf`), "utf8");
      const all = (tag: string) =>
        [...said.matchAll(new RegExp(`\\(${tag}\\).*\\[(.*)\\]`, "g"))].map(([, v]) => v);
      assert.deepEqual(facts?.needed ?? [], all("NEEDED"), name);
      assert.deepEqual(facts?.soname ?? undefined, all("SONAME")[0], name);
      assert.deepEqual(
        facts?.searches ?? [],
        [...all("RPATH"), ...all("RUNPATH")].flatMap((v) => v?.split(":")),
      );
    }
  });

  it("give facts or nothing, whatever bytes are changed", async () => {
    const file = await readFile(join(folder, "zstd"));
    const where = fc.oneof(fc.nat(64), fc.nat(1024), fc.nat(file.length - 1));
    const change = fc.tuple(where, fc.constantFrom(0, 1, 0x7f, 0x80, 0xff));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const copy = Buffer.from(file);
        for (const [at, value] of changes) copy[at] = value;
        await readDynamicFacts(inMemory(copy));
      }),
      { numRuns: 200 },
    );
  });
});

describe("sonames", () => {
  const linked = (path: string, changes: Partial<LinkedFile> = {}): LinkedFile => ({
    path,
    bits: 64,
    soname: null,
    needed: [],
    searches: [],
    ...changes,
  });
  const none = new Map<string, string>();

  it("are written as makepkg writes them", () => {
    assert.equal(formatSoname("libfoo.so.3", 64), "libfoo.so=3-64");
    assert.equal(formatSoname("libicuuc.so.76.1", 32), "libicuuc.so=76.1-32");
    assert.equal(formatSoname("libfoo-3.so", 64), "libfoo-3.so=libfoo-3.so-64");
  });

  it("are offered from the linker's own folders, of the right width, also through links", () => {
    const files = [
      linked("usr/lib/liba.so.1.2", { soname: "liba.so.1" }),
      linked("usr/lib32/liba.so.1", { soname: "liba.so.1", bits: 32 }),
      linked("usr/lib/blas/libblas.so.3.1", { soname: "libblas.so.3" }),
      linked("usr/lib/plugins/libp.so.1", { soname: "libp.so.1" }),
      linked("usr/lib/lib32.so.1", { soname: "lib32.so.1", bits: 32 }),
      linked("usr/bin/program"),
    ];
    const links = new Map([
      ["usr/lib/libblas.so.3", "usr/lib/libblas.so"],
      ["usr/lib/libblas.so", "usr/lib/blas/libblas.so.3.1"],
      ["usr/lib/loop.so", "usr/lib/loop.so"],
    ]);
    assert.deepEqual(offeredSonames(files, links), ["liba.so=1-32", "liba.so=1-64", "libblas.so=3-64"]);
  });

  it("are needed unless the package's own are where the linker looks", () => {
    const needs = (file: LinkedFile, ...own: LinkedFile[]) => neededSonames([file, ...own], none);
    const own = linked("usr/lib/app/libx.so.1", { soname: "libx.so.1" });
    const program = linked("usr/bin/app", { needed: ["libx.so.1", "libc.so.6", "ld-linux-x86-64.so.2"] });
    assert.deepEqual(needs(program, own), ["libc.so=6-64", "libx.so=1-64"]);
    for (const search of ["$ORIGIN/../lib/app", "/usr/lib/app", ["$", "{ORIGIN}/../$LIB/app/"].join("")]) {
      assert.deepEqual(needs({ ...program, searches: [search] }, own), ["libc.so=6-64"]);
    }
    assert.deepEqual(needs(program, { ...own, path: "usr/lib/libx.so.1.0" }), ["libc.so=6-64"]);
    assert.deepEqual(needs(program, { ...own, path: "usr/lib/libx.so.1", bits: 32 }), [
      "libc.so=6-64",
      "libx.so=1-64",
    ]);
    assert.deepEqual(needs({ ...program, path: "opt/app/app" }, own), ["libc.so=6-64"]);
  });
});
