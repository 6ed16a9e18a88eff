import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { zstdCompress } from "node:zlib";
import { makePackages } from "../../../test/made-packages.ts";
import { type PackageContents, readPackage, type TarSource, writeTar } from "./index.ts";

const PKGBUILD = `
pkgbase=greeter
pkgname=(libgreet greeter)
epoch=1
pkgver=2.0+git
pkgrel=1
arch=(x86_64)
options=(!debug)
build() {
  echo 'int greet(void) { return 1; }' >greet.c
  gcc -shared -fPIC -Wl,-soname,libgreet.so.3 greet.c -o libgreet.so.3.1
  gcc -shared -fPIC -Wl,-soname,libprivate.so.1 greet.c -o libprivate.so.1
  echo 'int greet(void); int main(void) { return greet(); }' >main.c
  gcc main.c -Wl,--no-as-needed ./libgreet.so.3.1 -lz ./libprivate.so.1 -Wl,-rpath,'$ORIGIN/../lib/greeter' -o greeter
}
package_libgreet() {
  pkgdesc='A   library	that greets'
  install -D libgreet.so.3.1 -t "$pkgdir/usr/lib"
  ln -s libgreet.so.3.1 "$pkgdir/usr/lib/libgreet.so.3"
}
package_greeter() {
  depends=(libgreet)
  install=greeter.install
  install -D -m4755 greeter -t "$pkgdir/usr/bin"
  ln "$pkgdir/usr/bin/greeter" "$pkgdir/usr/bin/hello"
  install -D libprivate.so.1 -t "$pkgdir/usr/lib/greeter"
  install -D /dev/null "$pkgdir/usr/lib/systemd/system/greeter.service"
  install -d "$pkgdir/usr/lib/systemd/system/multi-user.target.wants"
  ln -s ../greeter.service "$pkgdir/usr/lib/systemd/system/multi-user.target.wants/greeter.service"
  install -D /dev/null "$pkgdir/usr/share/libalpm/hooks/greeter.hook"
  install -D /dev/null "$pkgdir/home/someone/file"
  install -D /dev/null "$pkgdir/usr/share/\u{1f600}/Főtanúsítvány"
  install -D /dev/null "$pkgdir/usr/share/\uff5e/last but one"
}
`;
const INSTALL = "post_install() {\n  :\n}\npost_upgrade() {\n  post_install\n}\n";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "packages-"));
});
after(() => rm(folder, { recursive: true }));

describe("a package of makepkg", () => {
  let library: PackageContents;
  let program: PackageContents;
  before(async () => {
    const files = await makePackages(folder, [{ PKGBUILD, "greeter.install": INSTALL }]);
    const [greeter, libgreet] = [...files].sort();
    assert.ok(greeter && libgreet);
    library = await readPackage(libgreet);
    program = await readPackage(greeter);
    assert.equal(
      program.sha256,
      createHash("sha256")
        .update(await readFile(greeter))
        .digest("hex"),
    );
  });

  it("tells its name, version and what else .PKGINFO says", () => {
    const { pkgname, pkgbase, version, arch, pkgdesc, packager, builddate, size } = library.info;
    assert.deepEqual(
      { pkgname, pkgbase, version, arch, pkgdesc, packager, builddate },
      {
        pkgname: "libgreet",
        pkgbase: "greeter",
        version: "1:2.0+git-1",
        arch: "x86_64",
        pkgdesc: "A library that greets",
        packager: "Some One <some@example.org>",
        builddate: 1_700_000_000,
      },
    );
    assert.ok(size > 1000);
    assert.deepEqual(program.info.depends, ["libgreet"]);
    assert.deepEqual(library.buildInfo.values.format, ["2"]);
  });

  it("lists its files in the order of their bytes, folders with a slash", () => {
    assert.deepEqual(library.files, ["usr/", "usr/lib/", "usr/lib/libgreet.so.3", "usr/lib/libgreet.so.3.1"]);
    assert.deepEqual(program.files.slice(-4), [
      "usr/share/\uff5e/",
      "usr/share/\uff5e/last but one",
      "usr/share/\u{1f600}/",
      "usr/share/\u{1f600}/Főtanúsítvány",
    ]);
  });

  it("offers the sonames of its libraries and needs those of others, its private ones apart", () => {
    assert.deepEqual(library.offers, ["libgreet.so=3-64"]);
    assert.deepEqual(library.needs, []);
    assert.deepEqual(program.offers, []);
    assert.deepEqual(program.needs, ["libc.so=6-64", "libgreet.so=3-64", "libz.so=1-64"]);
    const greeter = program.linkedFiles.find((file) => file.path === "usr/bin/greeter");
    assert.deepEqual(greeter?.searches, ["$ORIGIN/../lib/greeter"]);
  });

  it("shows a reviewer what runs with privileges or lies where it should not", () => {
    const seen = program.observations.map(({ kind, path, detail }) => `${kind} ${path}: ${detail}`);
    assert.deepEqual(seen.sort(), [
      "pacman-hook usr/share/libalpm/hooks/greeter.hook: runs as root at every matching transaction",
      "scriptlet .INSTALL: post_install, post_upgrade",
      "setuid usr/bin/greeter: file of root, mode 4755",
      "setuid usr/bin/hello: hardlink of root, mode 4755",
      "unit usr/lib/systemd/system/greeter.service: system unit, can be started or enabled",
      "unit usr/lib/systemd/system/multi-user.target.wants/greeter.service: system unit, enabled by the package itself",
      "unusual-path home/: a folder that belongs to the administrator or the system",
      "unusual-path home/someone/file: packages do not put files here",
    ]);
    assert.deepEqual(library.observations, []);
  });
});

describe("a hostile package", () => {
  const file = (path: string, text = ""): TarSource => ({
    type: "file",
    path,
    mode: 0o644,
    content: Buffer.from(text),
  });
  const info = (more = "") =>
    file(".PKGINFO", `pkgname = a\npkgbase = a\npkgver = 1-1\nbuilddate = 1\nsize = 1\narch = any\n${more}`);
  const rest = [file(".BUILDINFO", "format = 2\n"), file(".MTREE")];

  const packed = async (entries: TarSource[]) =>
    promisify(zstdCompress)(Buffer.concat(await Array.fromAsync(writeTar(entries))));

  async function read(bytes: Uint8Array) {
    const path = join(folder, "a-1-1-any.pkg.tar.zst");
    await writeFile(path, bytes);
    return readPackage(path, { members: 50, memberBytes: 1 << 22, totalBytes: 1 << 23 });
  }
  const refuses = async (message: RegExp, ...entries: TarSource[]) =>
    assert.rejects(read(await packed(entries)), message);

  it("is refused for keys that repo-add would evaluate (case 60)", async () => {
    await refuses(/line 7 is not "key = value": "a\[\$\(id\)\] = 1"/, info("a[$(id)] = 1"), ...rest);
    await refuses(/line 7 has an unknown key: "PATH"/, info("PATH = /tmp"), ...rest);
    await refuses(/line 7 has an unknown key: "constructor"/, info("constructor = 1"), ...rest);
    await refuses(/line 7 gives pkgname a second time: "b"/, info("pkgname = b"), ...rest);
    await refuses(/line 7 has a control character/, info("pkgdesc = a\u001b[31m"), ...rest);
    await refuses(/line 7 has a control character/, info("pkgdesc = a\u202eb"), ...rest);
    await refuses(/pkgname is not valid: "..\/..\/x"/, file(".PKGINFO", "pkgname = ../../x\n"), ...rest);
    await refuses(/pkgver is not valid: "1"/, file(".PKGINFO", "pkgname = a\npkgver = 1\n"), ...rest);
    await refuses(/line 7 is too long/, info(`pkgdesc = ${"x".repeat(20_000)}`), ...rest);
    await refuses(/it has no pkgname/, file(".PKGINFO", ""), ...rest);
  });

  it("is refused without the files that makepkg writes", async () => {
    await refuses(/it has no .PKGINFO/, ...rest);
    await refuses(/it has no .MTREE/, info());
    await refuses(/.PKGINFO has 1048577 bytes/, file(".PKGINFO", "#".repeat(1024 * 1024 + 1)), ...rest);
  });

  it("is refused for members that leave the root or hide behind others (case 64)", async () => {
    const all = [info(), ...rest];
    await refuses(/"..\/etc\/x" leads out of the root/, ...all, file("../etc/x"));
    await refuses(/"\/etc\/x" has an absolute name/, ...all, file("/etc/x"));
    await refuses(/".\/etc\/x" has a name that is not in its plain form/, ...all, file("./etc/x"));
    await refuses(/"etc\\nx" has a control character/, ...all, file("etc\nx"));
    await refuses(/"x\/" is there twice/, ...all, file("x"), { type: "directory", path: "x", mode: 0o755 });
    const link: TarSource = { type: "symlink", path: "usr/x", target: "/etc", mode: 0o777 };
    await refuses(
      /"usr\/x\/passwd" lies below "usr\/x", which is a symlink/,
      ...all,
      link,
      file("usr/x/passwd"),
    );
    await refuses(/.PKGINFO is a symlink/, { ...link, path: ".PKGINFO" }, ...rest);
  });

  it("is refused when it is cut, damaged, bigger than allowed or hides more behind its frame (cases 58 and 63)", async () => {
    const good = await packed([info(), ...rest]);
    assert.equal((await read(good)).info.pkgname, "a");
    for (let end = 0; end < good.length; end += 7) {
      await assert.rejects(read(good.subarray(0, end)), /ends in the middle/);
    }
    await assert.rejects(read(Buffer.concat([good, good])), /goes on behind its first frame/);
    await assert.rejects(read(Buffer.concat([good, Buffer.alloc(1)])), /goes on behind its first frame/);
    await assert.rejects(
      read(Buffer.from("PK\x03\x04 a zip file")),
      /^ArchiveError: "[^"/]+": .*not a zstd file: it starts with 504b0304/,
    );
    await refuses(/more than 8388608 bytes/, info(), ...["1", "2", "3"].map((n) => file(n, "x".repeat(4e6))));
    await refuses(/more than 50 members/, ...Array.from({ length: 51 }, (_, i) => file(`${i}`)));
    const wide = Buffer.from(good);
    wide.writeUInt8(0x00, 4);
    wide.writeUInt8(0x90, 5);
    await assert.rejects(read(wide), /needs a window of 268435456 bytes, pacman takes 134217728/);
  });

  it("makes nothing of damaged programs", async () => {
    const elf = Buffer.alloc(4096, 0xff);
    elf.write("\x7fELF\x02\x01\x01", "latin1");
    elf.writeUInt16LE(62, 18);
    const contents = await read(
      await packed([info(), ...rest, { ...file("x"), type: "file", content: elf }]),
    );
    assert.deepEqual(contents.linkedFiles, []);
  });
});
