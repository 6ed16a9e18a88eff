import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isVcsSource } from "../pkgbuild/index.ts";
import { readSourceAddress } from "./source-address.ts";
import { originName, originOf, sameOrigin } from "./source-origin.ts";
import { movesOnlyVersion } from "./version-likeness.ts";

describe("an entry of source", () => {
  const cases: readonly (readonly [string, ReturnType<typeof readSourceAddress>])[] = [
    ["fix.patch", { protocol: "local", vcs: null, address: "fix.patch", fileName: "fix.patch" }],
    ["a::https://x.org/b.gz", { protocol: "https", vcs: null, address: "https://x.org/b.gz", fileName: "a" }],
    [
      "git+https://x.org/b.git#tag=v1?signed",
      { protocol: "git", vcs: "git", address: "https://x.org/b.git", fileName: "b" },
    ],
    ["git://x.org/b.git", { protocol: "git", vcs: "git", address: "git://x.org/b.git", fileName: "b" }],
    ["p::svn+http://x.org/t", { protocol: "svn", vcs: "svn", address: "http://x.org/t", fileName: "p" }],
  ];
  for (const [text, expected] of cases) {
    it(`is taken apart: ${text}`, () => assert.deepEqual(readSourceAddress(text), expected));
  }

  it("is a repository for us exactly when it is one for makepkg", () => {
    const part = fc.constantFrom(
      "git",
      "+",
      "https",
      "://",
      "::",
      "name",
      "/",
      "#commit=1",
      "?signed",
      ".git",
      "lp:",
      "bzr",
    );
    const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
    fc.assert(fc.property(text, (one) => (readSourceAddress(one).vcs !== null) === isVcsSource(one)));
  });
});

describe("the origin of a source", () => {
  const names: readonly (readonly [string, string | null])[] = [
    ["https://github.com/orhun/git-cliff/archive/v1.tar.gz", "github.com/orhun"],
    ["https://raw.githubusercontent.com/orhun/git-cliff/main/LICENSE", "github.com/orhun"],
    ["https://orhun.github.io/x.tar.gz", "github.com/orhun"],
    ["https://gitlab.gnome.org/GNOME/gtk/-/archive/4/gtk.tar.gz", "gitlab.gnome.org/GNOME"],
    ["https://downloads.sourceforge.net/project/vlc/x.tar.gz", "downloads.sourceforge.net/vlc"],
    ["https://github.com@evil.example/orhun/x", "evil.example"],
    ["https://EXAMPLE.org:8443/x", "example.org"],
    ["file:///etc/passwd", null],
    ["hello.patch", null],
  ];
  for (const [address, name] of names) {
    it(`${address}: ${name}`, () => {
      const origin = originOf(address);
      assert.equal(origin && originName(origin), name);
    });
  }

  const same = (one: string, two: string) => {
    const [a, b] = [originOf(`https://${one}/a/b/c`), originOf(`https://${two}/a/b/c`)];
    return a !== null && b !== null && sameOrigin(a, b);
  };

  it("is the same for subdomains of a project's own domain", () => {
    assert.ok(same("download.example.org", "cdn2.example.org"));
  });

  it("is not the same for strangers below a shared suffix", () => {
    assert.ok(!same("one.pages.dev", "two.pages.dev"));
    assert.ok(!same("one.co.uk", "two.co.uk"));
    assert.ok(!same("10.0.0.1", "11.0.0.1"));
  });
});

describe("a text that moves with the version", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["https://x.org/a-1.0.tar.gz", "https://x.org/a-1.1.tar.gz", true],
    ["v1.0-rc1", "v1.0", true],
    ["1.0", "$(id)1.1", false],
    ["https://x.org/1", "https://y.org/1", false],
    ["main", "edge", false],
    ["a".repeat(40), "b".repeat(40), true],
    ["1.0", "1.1/../../evil", false],
  ];
  for (const [old, next, expected] of cases) {
    it(`${old} → ${next}: ${expected}`, () => assert.equal(movesOnlyVersion(old, next), expected));
  }
});
