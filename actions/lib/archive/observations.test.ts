import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TarMember } from "./index.ts";
import { abridge, observe, observeScriptlet } from "./observations.ts";

const member = (path: string, changes: Partial<TarMember> = {}): TarMember => ({
  path,
  type: path.endsWith("/") ? "directory" : "file",
  bytes: 0,
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 0,
  linkTarget: null,
  attributes: new Map(),
  ...changes,
});
const kinds = (...args: Parameters<typeof member>) => observe(member(...args)).map(({ kind }) => kind);

describe("what a reviewer is told about members", () => {
  it("is nothing for where packages usually put files", () => {
    const usual = [
      "usr/bin/a",
      "usr/lib/a.so",
      "etc/a.conf",
      "opt/a/b",
      "var/lib/a",
      "boot/vmlinuz",
      "srv/http/a",
    ];
    for (const path of [...usual, ".PKGINFO", ".MTREE", "usr/", "etc/"])
      assert.deepEqual(kinds(path), [], path);
    assert.deepEqual(kinds("usr/lib/systemd/systemd"), []);
  });

  it("is what runs with privileges", () => {
    assert.deepEqual(observe(member("usr/bin/a", { mode: 0o4755, uid: 33 })), [
      { kind: "setuid", path: "usr/bin/a", detail: "file of user 33, mode 4755" },
    ]);
    assert.deepEqual(kinds("var/games/", { mode: 0o2775 }), ["setuid"]);
    const attributes = new Map([["SCHILY.xattr.security.capability", "\u0001"]]);
    assert.deepEqual(kinds("usr/bin/a", { attributes }), ["file-capability"]);
  });

  it("is what starts by itself", () => {
    assert.deepEqual(kinds("usr/share/libalpm/hooks/a.hook"), ["pacman-hook"]);
    assert.deepEqual(kinds("etc/pacman.d/hooks/a.hook"), ["pacman-hook"]);
    for (const path of [
      "usr/lib/systemd/system/a.timer",
      "usr/lib/systemd/user/a.socket",
      "etc/systemd/system/a.service",
    ]) {
      assert.deepEqual(kinds(path), ["unit"], path);
    }
  });

  it("is what lies where no package belongs", () => {
    const unusual = [
      "home/a/.bashrc",
      "root/x",
      "tmp/x",
      "usr/local/bin/x",
      "bin/x",
      "lib/x",
      "x",
      "etc/skel/.ssh/x",
    ];
    for (const path of [...unusual, "home/", "usr/local/", ".hidden"])
      assert.deepEqual(kinds(path), ["unusual-path"], path);
  });

  it("names the functions of a scriptlet, also when they are hard to see", () => {
    const text = "post_install () {\n:\n}\nfunction pre_remove {\n:\n}\npost_install() { :; }\n";
    assert.equal(observeScriptlet(text).detail, "post_install, pre_remove");
    assert.match(observeScriptlet("eval $x").detail, /no function that pacman calls is plain to see/);
  });

  it("stays readable when there is very much of it", () => {
    const seen = Array.from({ length: 7 }, (_, i) => observe(member(`home/${i}`))).flat();
    assert.deepEqual(
      abridge(seen, 5).map(({ detail, path }) => path || detail),
      ["home/0", "home/1", "home/2", "home/3", "home/4", "2 more are not listed"],
    );
  });
});
