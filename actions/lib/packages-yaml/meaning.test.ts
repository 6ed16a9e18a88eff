import assert from "node:assert/strict";
import { test } from "node:test";
import { type Entry, formatProblems, parseStore, type ReadOptions, readPackagesYaml } from "./index.ts";

const SHA = "3f1c0e6f0d9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c";

function read(text: string, options: Partial<ReadOptions> = {}) {
  const result = readPackagesYaml({ bytes: Buffer.from(text), file: "packages.yaml" }, options);
  assert.ok(result.ok, result.ok ? "" : formatProblems(result.problems));
  return result;
}

function readEntry(lines: string, options: Partial<ReadOptions> = {}): Entry {
  const indented = lines.replaceAll(/^/gm, "    ");
  const [entry] = read(`repository:\n  name: myrepo\npackages:\n  yay:\n${indented}\n`, options).value
    .entries;
  assert.ok(entry);
  return entry;
}

function isRefused(text: string, options: Partial<ReadOptions> = {}): boolean {
  return !readPackagesYaml({ bytes: Buffer.from(text), file: "packages.yaml" }, options).ok;
}

test("a repository of nothing but a name has every default", () => {
  assert.deepEqual(read("repository:\n  name: myrepo\n").value, {
    repository: {
      name: "myrepo",
      image: "docker.io/library/archlinux:base-devel",
      mirror: "https://geo.mirror.pkgbuild.com/$repo/os/$arch",
      mirrorGiven: false,
      store: { kind: "directory", path: "./public" },
      url: null,
      keepSeconds: 14 * 86_400,
    },
    cooldownSeconds: 3 * 86_400,
    entries: [],
  });
});

test("an entry without settings is the AUR package of its name, waiting for its first review", () => {
  assert.deepEqual(readEntry(""), {
    name: "yay",
    source: { git: "https://aur.archlinux.org/yay.git", branch: null, path: "" },
    ref: null,
    publishes: ["yay"],
    settings: { timeoutSeconds: 7200, network: "none", rebuildOn: "soname", vcs: "weekly" },
    tests: [],
    allow: [],
  });
});

test("a stand-in for the AUR serves entries without an address, and no others", () => {
  const options = { aurUrl: "http://127.0.0.1:8080/" };
  assert.deepEqual(readEntry("branch: main", options).source, {
    git: "http://127.0.0.1:8080/yay.git",
    branch: "main",
    path: "",
  });
  const given = readEntry("git: https://example.org/yay.git", options).source;
  assert.deepEqual(given, { git: "https://example.org/yay.git", branch: null, path: "" });
});

test("an entry's settings win over those under build:", () => {
  const text = [
    "repository: {name: myrepo}",
    "build: {timeout: 90m, network: prepare, rebuild-on: never}",
    "packages: {a: {network: build, timeout: 45s}, b: {}}",
  ].join("\n");
  const [a, b] = read(text).value.entries;
  assert.deepEqual(a?.settings, { timeoutSeconds: 45, network: "build", rebuildOn: "never", vcs: "weekly" });
  assert.deepEqual(b?.settings, {
    timeoutSeconds: 5400,
    network: "prepare",
    rebuildOn: "never",
    vcs: "weekly",
  });
});

test("a path is a folder of the git repository, or without one a folder of this repository", () => {
  const git = readEntry("git: https://example.org/many.git\npath: ./desktop/yay/").source;
  assert.deepEqual(git, { git: "https://example.org/many.git", branch: null, path: "desktop/yay" });
  assert.deepEqual(readEntry("path: pkgbuilds/yay").source, { local: "pkgbuilds/yay" });
  const root = readEntry("git: https://example.org/yay.git\npath: .").source;
  assert.deepEqual(root, { git: "https://example.org/yay.git", branch: null, path: "" });
  assert.ok(isRefused("repository: {name: x}\npackages: {a: {path: .}}"));
});

const refs = [
  [SHA, { kind: "commit", sha: SHA }],
  [SHA.toUpperCase(), { kind: "commit", sha: SHA }],
  ["main", { kind: "branch", name: "main" }],
  ["feed", { kind: "branch", name: "feed" }],
  ["release/1.x", { kind: "branch", name: "release/1.x" }],
  ["heads/main", { kind: "branch", name: "main" }],
  ["refs/heads/deadbeef", { kind: "branch", name: "deadbeef" }],
  ["refs/heads/tags/x", { kind: "branch", name: "tags/x" }],
  ["tags/v1.2", { kind: "tag", name: "v1.2" }],
  ["refs/tags/v1.2", { kind: "tag", name: "v1.2" }],
] as const;

for (const [written, ref] of refs) {
  test(`ref: ${written} names a ${ref.kind}, and only a commit is a pin`, () => {
    const text = `repository: {name: x}\npackages:\n  a:\n    ref: ${written}\n`;
    const { value, warnings } = read(text);
    assert.deepEqual(value.entries[0]?.ref, ref);
    const [warning] = warnings;
    if (ref.kind === "commit") return assert.equal(warning, undefined);
    assert.deepEqual([warning?.severity, warning?.rule, warning?.line], ["warning", "not-pinned", 4]);
    assert.match(formatProblems(warnings), /^packages\.yaml:4:10: warning: not pinned: the (branch|tag) "/);
  });
}

test("file: addresses and http mirrors are for a user's own machine", () => {
  const git = "git: file:///home/me/git/yay.git";
  assert.deepEqual(readEntry(git, { allowFile: true }).source, {
    git: "file:///home/me/git/yay.git",
    branch: null,
    path: "",
  });
  for (const mirror of ["file:///srv/mirror/$repo/", "http://mirror.lan/$repo/os/$arch"]) {
    const text = `repository:\n  name: x\n  mirror: ${mirror}\n`;
    assert.ok(isRefused(text));
    const { repository } = read(text, { allowFile: true }).value;
    assert.deepEqual([repository.mirror, repository.mirrorGiven], [mirror.replace(/\/$/, ""), true]);
  }
  assert.ok(
    isRefused("repository: {name: x}\npackages: {a: {git: 'http://example.org/a.git'}}", { allowFile: true }),
  );
});

const addresses = [
  "https://example.org:99999999/a.git",
  "https://-oProxyCommand/a.git",
  "https://example.org\\@evil.org/a.git",
  "https://example.org/../a.git",
  "https://example.org/%2e%2e/a.git",
  "https://example.org/a b.git",
  "https://example.org/a.git#x",
  "https://example.org/%zz",
  "https://example.org/",
  "https://example.org",
  "HTTPS://example.org/a.git",
  "https://exämple.org/a.git",
  "file:///../a.git",
  "file://host/a.git",
  "file:a.git",
  "//example.org/a.git",
  "git@example.org:a.git",
];

test("an address that two readers could read differently is refused", () => {
  for (const address of addresses) {
    const text = `repository: {name: x}\npackages:\n  a:\n    git: '${address}'\n`;
    assert.ok(isRefused(text, { allowFile: true }), address);
  }
});

test("a store is a folder or part of a bucket", () => {
  const place = (text: string) => {
    const parsed = parseStore(text);
    if (!parsed.ok) return parsed.refusal.rule;
    return parsed.value.kind === "s3" ? [parsed.value.bucket, parsed.value.prefix] : parsed.value.path;
  };
  assert.equal(place("file:./public"), "./public");
  assert.equal(place("file:/srv/my repo"), "/srv/my repo");
  assert.equal(place("file:///srv/repo"), "/srv/repo");
  assert.deepEqual(place("s3://packages"), ["packages", ""]);
  assert.deepEqual(place("s3://packages/"), ["packages", ""]);
  assert.deepEqual(place("s3://pkgs.example.org/arch/x86_64/"), ["pkgs.example.org", "arch/x86_64"]);
  const folders = ["file:", "file://host/x", "file:////x", "public", "file:a\nb"];
  const buckets = [
    "s3:",
    "s3:x",
    "s3://",
    "s3:///x",
    "s3://ab",
    "s3://Ab-c",
    "s3://1.2.3.4",
    "s3://a..b",
    "S3://abc",
  ];
  const prefixes = ["a//b", "../a", "a/..", ".a", "a b", "a+b", "a%20b", "a?b", "a\nb", "/"].map(
    (p) => `s3://abc/${p}`,
  );
  for (const refused of [...folders, ...buckets, ...prefixes]) assert.equal(place(refused), "store", refused);
});

test("a bucket outside AWS has an endpoint, by http only on this machine or for its owner", () => {
  const storeAt = (endpoint: string, options: Partial<ReadOptions> = {}) => {
    const text = `repository: {name: x, store: "s3://abc/d", endpoint: "${endpoint}", region: auto}\n`;
    return isRefused(text, options) ? "refused" : read(text, options).value.repository.store;
  };
  const at = (endpoint: string) => ({ kind: "s3", bucket: "abc", prefix: "d", endpoint, region: "auto" });
  assert.deepEqual(storeAt("https://s3.example.org/"), at("https://s3.example.org"));
  assert.deepEqual(storeAt("http://127.0.0.1:7070"), at("http://127.0.0.1:7070"));
  assert.deepEqual(storeAt("http://localhost:7070"), at("http://localhost:7070"));
  assert.equal(storeAt("http://localhost.example.org"), "refused");
  assert.equal(storeAt("http://127.0.0.1@example.org"), "refused");
  assert.equal(storeAt("http://garage.lan:3900"), "refused");
  assert.deepEqual(storeAt("http://garage.lan:3900", { allowFile: true }), at("http://garage.lan:3900"));
});

test("a repository of 2,500 entries is read in a fraction of a second", () => {
  const entries = Array.from(
    { length: 2500 },
    (_, n) => `  package-${n}:\n    ref: ${SHA}\n    network: build\n`,
  );
  const text = `repository:\n  name: x\npackages:\n${entries.join("\n")}`;
  const before = process.threadCpuUsage();
  assert.equal(read(text).value.entries.length, 2500);
  const { user, system } = process.threadCpuUsage(before);
  assert.ok(user + system < 1_000_000, `took ${user + system} µs`);
});
