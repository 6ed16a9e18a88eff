import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { zstdCompressSync } from "node:zlib";
import { type TarSource, writeTar } from "../archive/index.ts";
import { languageFolders, offeredFiles, readPlatformFiles } from "./index.ts";

type Listed = { readonly pkgname: string; readonly files: readonly string[]; readonly provides?: string };

async function filesDatabase(...packages: Listed[]): Promise<Buffer> {
  const member = (path: string, text: string): TarSource => ({
    type: "file",
    path,
    mode: 0o644,
    content: Buffer.from(text),
  });
  const members = packages.flatMap(({ pkgname, files, provides = "" }) => [
    member(`${pkgname}-1-1/desc`, `%NAME%\n${pkgname}\n\n%VERSION%\n1-1\n\n%PROVIDES%\n${provides}\n\n`),
    member(`${pkgname}-1-1/files`, ["%FILES%", ...files, ""].join("\n")),
  ]);
  return zstdCompressSync(Buffer.concat(await Array.fromAsync(writeTar(members))));
}

describe("what core and extra offer by their file lists", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "platform-"));
    for (const name of ["core", "extra"]) await mkdir(join(folder, name));
    const perl = { pkgname: "perl", files: ["usr/lib/perl5/5.42/core_perl/"] };
    await writeFile(join(folder, "core/core.files"), await filesDatabase(perl));
  });
  after(() => rm(folder, { recursive: true }));

  const read = () =>
    readPlatformFiles({
      mirror: `${pathToFileURL(folder).href}/$repo`,
      folder: join(folder, "cache"),
      signal: new AbortController().signal,
    });
  const write = async (...packages: Listed[]) =>
    await writeFile(join(folder, "extra/extra.files"), await filesDatabase(...packages));

  it("are no more than a mirror can mean", async () => {
    const named = (pkgname: string) =>
      Array.from({ length: 10_000 }, (_, at) => `usr/lib/lib${pkgname}${"y".repeat(190)}${at}.so.1`);
    const names = Array.from({ length: 9 }, (_, at) => `p${at}`);
    await write(...names.map((pkgname) => ({ pkgname, files: named(pkgname) })));
    await assert.rejects(
      read(),
      /extra\.files is damaged: it names libraries in more than 16000000 characters/,
    );
  });

  it("are sonames, by files and by provides, and folders of languages", async () => {
    await write(
      {
        pkgname: "icu",
        files: ["usr/lib/libicuuc.so.78", "usr/lib/icu/x.so.1"],
        provides: "libicuio.so=78-64",
      },
      { pkgname: "python313", files: ["usr/bin/python3.13"] },
      { pkgname: "python-left", files: ["usr/lib/python3.12/site-packages/left.py"] },
    );
    const { core, extra, notes } = await read();
    assert.deepEqual([...core], ["usr/lib/perl5/5.42"]);
    assert.deepEqual([...extra], ["libicuio.so=78-64", "libicuuc.so=78-64", "usr/lib/python3.13"]);
    assert.deepEqual(notes, []);
  });

  it("are those of the last time, with a note, where a list is gone", async () => {
    await write({ pkgname: "foo", files: ["usr/lib/libfoo.so.3"] });
    await read();
    await rm(join(folder, "extra/extra.files"));
    const { extra, notes } = await read();
    assert.deepEqual([...extra], ["libfoo.so=3-64"]);
    assert.match(notes.join(), /^the file lists of extra are those of .*extra\.files could not be read/);
  });
});

describe("the files of a package", () => {
  it("offer what the linker finds, without a version as it is called", () => {
    assert.deepEqual(offeredFiles(["usr/lib/libfoo-3.so", "usr/lib/foo/libfoo.so.1", "usr/bin/python3"]), [
      "libfoo-3.so=libfoo-3.so-64",
    ]);
  });

  it("lie in folders of languages, each named once, their own not counted", () => {
    const files = ["usr/lib/python3.13/", "usr/lib/python3.13/a.py", "usr/lib/python3.13/b.py"];
    assert.deepEqual(languageFolders(files), ["usr/lib/python3.13"]);
    assert.deepEqual(languageFolders(["usr/bin/python3.13", ...files]), []);
    assert.deepEqual(languageFolders(["usr/lib/perl5/5.40/vendor_perl/A.pm"]), ["usr/lib/perl5/5.40"]);
  });
});
