import assert from "node:assert/strict";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { zstdCompressSync } from "node:zlib";
import { type PackageContents, readPackage, type TarSource, writeTar } from "./index.ts";

test("a package offers the sonames of its libraries", async () => {
  const { offers } = await packageOf(["liba.so.1", "libb.so"]);
  assert.deepEqual(offers, ["liba.so=1-64", "libb.so=libb.so-64"]);
});

test("a package that names more libraries than a manifest can hold is refused", async () => {
  const long = Array.from({ length: 2000 }, (_, at) => `lib${"x".repeat(900)}${at}.so.1`);
  await assert.rejects(packageOf(long), /the sonames that it offers and needs fill \d+ bytes, more than/);
});

async function packageOf(sonames: readonly string[]): Promise<PackageContents> {
  await using folder = await mkdtempDisposable(join(tmpdir(), "sonames-"));
  const path = join(folder.path, "a-1-1-x86_64.pkg.tar.zst");
  const info = "pkgname = a\npkgbase = a\npkgver = 1-1\nbuilddate = 1\nsize = 1\narch = x86_64\n";
  const members = [
    file(".PKGINFO", info),
    file(".BUILDINFO", "format = 2\n"),
    file(".MTREE", ""),
    ...sonames.map((soname, at) => file(`usr/lib/lib${at}.so`, library(soname))),
  ];
  await writeFile(path, zstdCompressSync(Buffer.concat(await Array.fromAsync(writeTar(members)))));
  return await readPackage(path);
}

function file(path: string, content: string | Buffer): TarSource {
  return { type: "file", path, mode: 0o644, content: Buffer.from(content) };
}

/** The smallest shared library of that name (elf(5)): all of it in one segment at address 0. */
function library(soname: string): Buffer {
  const [header, segments, dynamic] = [64, 2 * 56, 3 * 16];
  const strings = Buffer.from(`\0${soname}\0`);
  const stringsAt = header + segments + dynamic;
  const bytes = Buffer.alloc(stringsAt + strings.length);
  bytes.write("\x7fELF\x02\x01\x01", 0, "latin1");
  bytes.writeUInt16LE(3, 16);
  bytes.writeUInt16LE(62, 18);
  bytes.writeBigUInt64LE(BigInt(header), 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(2, 56);
  const segment = (at: number, type: number, place: { offset: number; size: number }) => {
    bytes.writeUInt32LE(type, at);
    bytes.writeBigUInt64LE(BigInt(place.offset), at + 8);
    bytes.writeBigUInt64LE(BigInt(place.offset), at + 16);
    bytes.writeBigUInt64LE(BigInt(place.size), at + 32);
    bytes.writeBigUInt64LE(BigInt(place.size), at + 40);
  };
  segment(header, 1, { offset: 0, size: bytes.length });
  segment(header + 56, 2, { offset: header + segments, size: dynamic });
  const tags = [5, stringsAt, 14, 1, 0, 0];
  for (const [at, tag] of tags.entries()) bytes.writeBigUInt64LE(BigInt(tag), header + segments + at * 8);
  strings.copy(bytes, stringsAt);
  return bytes;
}
