import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, describe, it } from "node:test";
import {
  filesFromContainer,
  makePackages,
  type Recipe,
  textFromContainer,
} from "../../../test/made-packages.ts";
import { decompress, readPackage, readTar, type TarSource } from "../archive/index.ts";
import { databaseEntry, writeDatabases } from "./index.ts";

const MANY: Recipe = {
  PKGBUILD: `
pkgbase=many
pkgname=(many lib+many many-docs)
epoch=2
pkgver=1.0+r3+gabc
pkgrel=1.2
pkgdesc='Grüße   from	a  package'
arch=(any)
url='https://example.org/?a=b&c=d'
license=('GPL-2.0-or-later WITH Bison-exception-2.2' custom:none)
groups=(base-devel some)
makedepends=('gcc>=4' git)
checkdepends=(python)
options=(!strip)
package_many() {
  backup=(etc/many.conf)
  depends=('glibc>=2' 'libfoo.so=3-64')
  optdepends=('python: for   scripts' perl)
  provides=(libmany.so=1-64 'much=1')
  conflicts=(few)
  replaces=('few<2' less)
  install -D /dev/null "$pkgdir/etc/many.conf"
  install -D /dev/null "$pkgdir/usr/lib/systemd/system/dev-disk-by\\\\x2dlabel.device"
  install -D /dev/null "$pkgdir/usr/share/Főtanúsítvány/a name with blanks"
}
package_lib+many() {
  pkgdesc='%NAME%'
  license=()
  groups=()
  install -D /dev/null "$pkgdir/usr/share/lib+many/x"
}
package_many-docs() { url=; pkgdesc=; install -d "$pkgdir/usr/share/doc/many"; }
`,
};
const EMPTY: Recipe = {
  PKGBUILD: "pkgname=empty\npkgver=1\npkgrel=1\narch=(x86_64)\npackage() { :; }\n",
};

describe("databases beside those of repo-add", () => {
  let folder: string;
  let packages: readonly string[];
  let theirs: readonly string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "databases-"));
    packages = await makePackages(await made("packages"), [MANY, EMPTY]);
    theirs = await filesFromContainer({
      script:
        "export LC_ALL=C.UTF-8; cd /given; repo-add -q /made/r.db.tar.gz *.pkg.tar.zst; rm /made/*.old /made/r.db /made/r.files || :; rm -f /made/r.db /made/r.files",
      files: await Promise.all(packages.map(asSource)),
      folder: await made("theirs"),
    });
  });
  after(() => rm(folder, { recursive: true }));

  async function made(name: string): Promise<string> {
    await mkdir(join(folder, name));
    return join(folder, name);
  }
  const entries = () =>
    Promise.all(packages.map(async (f) => databaseEntry(await readPackage(f), basename(f))));

  it("say the same of every package, field by field and file by file", async () => {
    assert.deepEqual([...theirs].sort(), ["r.db.tar.gz", "r.files.tar.gz"]);
    const options = { name: "r", base: null, keep: () => true, add: await entries() };
    const ours = await writeDatabases({ ...options, folder: await made("ours") });
    assert.deepEqual(await unpack(ours.db.file), await unpack(join(folder, "theirs/r.db.tar.gz")));
    assert.deepEqual(await unpack(ours.files.file), await unpack(join(folder, "theirs/r.files.tar.gz")));
    assert.equal((await unpack(ours.files.file)).size, 8);
  });

  it("are read by pacman, which finds, lists and installs what they name", async () => {
    const ours = await writeDatabases({
      name: "r",
      base: createReadStream(join(folder, "theirs/r.files.tar.gz")),
      keep: (pkgname) => pkgname !== "many-docs",
      add: [],
      folder: await made("spliced"),
    });
    assert.deepEqual(ours.packages, [
      { pkgname: "empty", version: "1-1" },
      { pkgname: "lib+many", version: "2:1.0+r3+gabc-1.2" },
      { pkgname: "many", version: "2:1.0+r3+gabc-1.2" },
    ]);
    const files = await Promise.all([...packages, ours.db.file, ours.files.file].map(asSource));
    const said = await textFromContainer(PACMAN, files);
    assert.match(said, /^Version +: 2:1\.0\+r3\+gabc-1\.2$/m);
    assert.match(said, /^Description +: Grüße from a package$/m);
    assert.match(said, /^Optional Deps +: python: for scripts/m);
    assert.match(said, /^many usr\/share\/Főtanúsítvány\/a name with blanks$/m);
    assert.match(said, /^lib\+many 2:1\.0\+r3\+gabc-1\.2\nempty 1-1$/m);
    assert.doesNotMatch(said, /many-docs/);
  });
});

const PACMAN = `
export LC_ALL=C.UTF-8
mkdir -p /tmp/db
printf '[options]\\nArchitecture = x86_64\\nSigLevel = Never\\nDBPath = /tmp/db\\nCacheDir = /tmp\\n[r]\\nServer = file:///given\\n' >/tmp/conf
p() { pacman --config /tmp/conf --disable-sandbox "$@"; }
p -Sy >&2; p -Fy >&2
p -Si many; p -Sl r; p -Fl many
p -Sdd --noconfirm lib+many empty >&2
p -Q lib+many empty`;

async function asSource(path: string): Promise<TarSource> {
  return { type: "file", path: basename(path), mode: 0o644, content: await readFile(path) };
}

/** Every member's text by its path; a `desc` as its fields, a `files` as its lines. */
async function unpack(path: string): Promise<ReadonlyMap<string, unknown>> {
  const members = new Map<string, unknown>();
  const limits = { members: 1000, memberBytes: 1 << 20, totalBytes: 1 << 24 };
  for await (const member of readTar(decompress(createReadStream(path)), limits)) {
    if (member.type !== "file") continue;
    const text = Buffer.concat(await Array.fromAsync(member.body)).toString();
    members.set(member.path, member.path.endsWith("/desc") ? new Set(text.split("\n\n")) : text.split("\n"));
  }
  return members;
}
