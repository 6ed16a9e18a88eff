import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { deflateSync } from "node:zlib";
import { openUpstream, UpstreamError } from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "hostile-remote-"));
after(() => rmSync(root, { recursive: true, force: true }));

test("a tree that lists itself a hundred million times is refused while it is listed", async () => {
  const remote = newRemote("tree-bomb");
  const blob = git(remote, ["hash-object", "-w", "--stdin"], "");
  let tree = tenOf(remote, `100644 blob ${blob}`);
  for (let depth = 0; depth < 7; depth++) tree = tenOf(remote, `040000 tree ${tree}`);
  const branch = commit(remote, tree);
  await assert.rejects(read(remote, branch), refused("too-large", /the names of the files .* alone take/));
});

test("a delta of some bytes that unfolds to more than memory holds is refused before it does", async () => {
  const remote = newRemote("delta-bomb");
  const { pack, blob } = packThatUnfoldsTo(40);
  assert.ok(pack.length < 64 * 1024);
  git(remote, ["index-pack", "--stdin"], pack);
  const branch = commit(remote, git(remote, ["mktree"], `100644 blob ${blob}\tlarge\n`));
  await assert.rejects(read(remote, branch), refused("too-large", /unfolds to more/));
});

test("what is fetched comes as a pack, also where it is little, since the size of packs is watched", async () => {
  const remote = newRemote("small");
  const blob = git(remote, ["hash-object", "-w", "--stdin"], "pkgname=a\n");
  const branch = commit(remote, git(remote, ["mktree"], `100644 blob ${blob}\tPKGBUILD\n`));
  await read(remote, branch);
  const copies = join(root, "cache-small", "git");
  const [copy = ""] = readdirSync(copies);
  assert.deepEqual(readdirSync(join(copies, copy, "objects")).sort(), ["info", "pack"]);
});

/** A pack of a base of 16 MiB of zeros and a delta that is `copies` copies of it (gitformat-pack(5)). */
function packThatUnfoldsTo(copies: number): { readonly pack: Buffer; readonly blob: string } {
  const base = Buffer.alloc(0xff_ff_ff);
  const hash = createHash("sha1").update(`blob ${base.length * copies}\0`);
  for (let copy = 0; copy < copies; copy++) hash.update(base);
  const baseId = createHash("sha1").update(`blob ${base.length}\0`).update(base).digest();
  const copyAll = Buffer.from([0xf0, 0xff, 0xff, 0xff]);
  const copyEach = Array.from({ length: copies }, () => copyAll);
  const delta = Buffer.concat([number(base.length), number(base.length * copies), ...copyEach]);
  const body = Buffer.concat([
    Buffer.from("PACK\0\0\0\x02\0\0\0\x02"),
    ...[objectHeader(3, base.length), deflateSync(base)],
    ...[objectHeader(7, delta.length), baseId, deflateSync(delta)],
  ]);
  const pack = Buffer.concat([body, createHash("sha1").update(body).digest()]);
  return { pack, blob: hash.digest("hex") };
}

/** Seven bits a byte, the lowest first. */
function number(value: number): Buffer {
  const rest = Math.floor(value / 128);
  return rest === 0
    ? Buffer.from([value])
    : Buffer.concat([Buffer.from([(value % 128) | 0x80]), number(rest)]);
}

function objectHeader(type: number, bytes: number): Buffer {
  const rest = Math.floor(bytes / 16);
  const first = (type << 4) | (bytes % 16);
  return rest === 0 ? Buffer.from([first]) : Buffer.concat([Buffer.from([first | 0x80]), number(rest)]);
}

function newRemote(name: string): string {
  const folder = join(root, name);
  execFileSync("git", ["init", "--quiet", "--bare", folder]);
  return folder;
}

function tenOf(remote: string, what: string): string {
  const names = Array.from({ length: 10 }, (_, at) => `${what}\tname-${at}\n`);
  return git(remote, ["mktree"], names.join(""));
}

/** Puts it on the branch "main". */
function commit(remote: string, tree: string): string {
  const identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"];
  const made = git(remote, [...identity, "commit-tree", "-m", "change", tree], "");
  git(remote, ["update-ref", "refs/heads/main", made], "");
  return "main";
}

function git(remote: string, options: readonly string[], input: string | Buffer): string {
  return execFileSync("git", ["-C", remote, ...options], { input, encoding: "utf8" }).trim();
}

async function read(remote: string, branch: string): Promise<unknown> {
  const name = remote.slice(root.length + 1);
  const upstream = openUpstream({
    cacheFolder: join(root, `cache-${name}`),
    folder: root,
    protocols: ["file"],
    privateHosts: [],
    signal: new AbortController().signal,
  });
  return await upstream.tree({
    name,
    source: { git: `file://${remote}`, branch, path: "" },
    ref: { kind: "branch", name: branch },
    publishes: [name],
    settings: { timeoutSeconds: 60, network: "none", rebuildOn: "soname", vcs: "weekly" },
    tests: [],
    allow: [],
  });
}

function refused(code: UpstreamError["code"], message: RegExp) {
  return (error: unknown) =>
    error instanceof UpstreamError && error.code === code && message.test(error.message);
}
