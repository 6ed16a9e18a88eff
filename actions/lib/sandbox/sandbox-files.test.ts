import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readTar } from "../archive/index.ts";
import type { Container, Sandbox } from "./sandbox.ts";
import { SandboxError } from "./sandbox-error.ts";
import { openTrial, said } from "./trial-sandbox.ts";

const LIMITS = { members: 100, memberBytes: 1024 ** 2, totalBytes: 8 * 1024 ** 2 };

describe("files in and out", () => {
  let sandbox: Sandbox;
  let from: Container;
  let to: Container;
  before(async () => {
    sandbox = await openTrial();
    [from, to] = await Promise.all([
      sandbox.open({ purpose: "from", network: false, disk: 1, seconds: 120 }),
      sandbox.open({ purpose: "to", network: false, disk: 0, seconds: 120 }),
    ]);
  });
  after(() => sandbox[Symbol.asyncDispose]());

  test("a folder comes out as it is, with odd names, links and fifos told as such", async () => {
    await from.root({ script: MAKE_ODD_FILES, seconds: 20 });
    const members = new Map<string, string>();
    for await (const member of readTar(from.take("/build/odd"), LIMITS))
      members.set(member.path, member.type);
    assert.equal(members.get("./epoch-1:2.0-1.pkg") ?? members.get("epoch-1:2.0-1.pkg"), "file");
    assert.deepEqual([...members.values()].sort(), [
      "directory",
      "fifo",
      "file",
      "file",
      "file",
      "hardlink",
      "symlink",
    ]);
  });

  test("carried to another container, contents, owners and modes are the same", async () => {
    await from.carry(["/build/odd"], to);
    const list = {
      script: "cd /build/odd && find . -printf '%p %u %m %y %l\\n' | sort; cat ./*pkg",
      seconds: 20,
    };
    assert.equal(said(await to.root(list)), said(await from.root(list)));
  });

  test("what is taken can be put back", async () => {
    await from.root({ script: "mkdir /build/copy", seconds: 20 });
    await from.put("/build/copy", from.take("/build/odd"));
    const { exit } = await from.root({ script: "cmp /build/odd/*pkg /build/copy/*pkg", seconds: 20 });
    assert.equal(exit, 0);
  });

  test("a reader may stop early", async () => {
    await from.builder({ script: "truncate -s 2T /build/home/huge", seconds: 20 });
    for await (const chunk of from.take("/build/home")) {
      assert.ok(chunk.length > 0);
      break;
    }
  });

  test("folders that are not there are errors, both ways", async () => {
    const failed = (error: unknown) => error instanceof SandboxError && error.code === "container";
    await assert.rejects(from.take("/build/nothing")[Symbol.asyncIterator]().next(), failed);
    await assert.rejects(from.put("/build/nothing", from.take("/build/odd")), failed);
    await assert.rejects(from.carry(["/build/nothing"], to), failed);
  });
});

const MAKE_ODD_FILES = `
set -e
mkdir /build/odd && cd /build/odd
echo content > epoch-1:2.0-1.pkg
printf '' > $'new\\nline'
ln epoch-1:2.0-1.pkg hard
ln -s /etc/shadow link
mkfifo pipe
echo secret > hidden && chmod 000 hidden && chown builder hidden
`;
