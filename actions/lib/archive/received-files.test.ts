import assert from "node:assert/strict";
import { lstat, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, it } from "node:test";
import { receiveFiles, type TarSource, writeTar } from "./index.ts";

const LIMITS = { members: 5, memberBytes: 1000, totalBytes: 1 << 20 };
const file = (path: string, text = "x"): TarSource => ({
  type: "file",
  path,
  mode: 0o4777,
  content: Buffer.from(text),
});

describe("files handed over by a container", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "received-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const receive = (...entries: TarSource[]) =>
    receiveFiles({
      tar: writeTar(entries),
      folder,
      accepts: (name) => name.endsWith(".zst"),
      limits: LIMITS,
    });

  async function refuses(message: RegExp, ...entries: TarSource[]) {
    await assert.rejects(receive(file("good.zst"), ...entries), message);
    assert.deepEqual(await readdir(folder), []);
  }

  it("are written with our own modes", async () => {
    const received = await receive(
      { type: "directory", path: ".", mode: 0o755 },
      file("./a-1:2+3-1-any.pkg.tar.zst", "body"),
    );
    assert.deepEqual(received, [{ name: "a-1:2+3-1-any.pkg.tar.zst", bytes: 4 }]);
    const path = join(folder, "a-1:2+3-1-any.pkg.tar.zst");
    assert.equal(await readFile(path, "utf8"), "body");
    assert.equal((await lstat(path)).mode & 0o7777, 0o644);
  });

  it("arrive whole when they come in many parts", async () => {
    const body = "0123456789".repeat(100);
    const archive = Buffer.concat(await Array.fromAsync(writeTar([file("a.zst", body)])));
    const tar = Readable.from(Array.from({ length: archive.length }, (_, i) => archive.subarray(i, i + 1)));
    await receiveFiles({ tar, folder, accepts: () => true, limits: LIMITS });
    assert.equal(await readFile(join(folder, "a.zst"), "utf8"), body);
  });

  it("are refused with anything that is not a plain file of the folder, and nothing stays behind (case 59)", async () => {
    await refuses(/"link.zst" was handed over, a symlink/, {
      type: "symlink",
      path: "link.zst",
      target: "/etc/shadow",
      mode: 0o777,
    });
    await refuses(/"sub\/" was handed over, a directory/, { type: "directory", path: "sub", mode: 0o755 });
    await refuses(/"sub\/a.zst" .* a sub-folder/, file("sub/a.zst"));
    await refuses(/"..\/a.zst" .* a sub-folder/, file("../a.zst"));
    await refuses(/"\/a.zst" .* a sub-folder/, file("/a.zst"));
    await refuses(/"good.zst" .* a second file of that name/, file("good.zst"));
    await refuses(/"other" .* not asked for/, file("other"));
  });

  it("are refused under names that mean something elsewhere", async () => {
    for (const name of [
      "-rf.zst",
      "a\nb.zst",
      "a%2f.zst",
      ".zst",
      "a b.zst",
      "ａ.zst",
      "a\u001b[0m.zst",
      "$x.zst",
    ]) {
      await refuses(/characters that are not accepted/, file(name));
    }
  });

  it("are refused when they are too large or too many", async () => {
    await refuses(/of 1001 bytes/, file("a.zst", "x".repeat(1001)));
    await refuses(/more than 5 members/, ...["1", "2", "3", "4", "5"].map((n) => file(`${n}.zst`)));
  });

  it("never replace or follow what is there already", async () => {
    await symlink("/nowhere/target", join(folder, "a.zst"));
    await assert.rejects(receive(file("a.zst")), { code: "EEXIST" });
    assert.equal((await lstat(join(folder, "a.zst"))).isSymbolicLink(), true);
  });
});
