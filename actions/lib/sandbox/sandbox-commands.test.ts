import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Container, Sandbox } from "./sandbox.ts";
import { SandboxError } from "./sandbox-error.ts";
import { openTrial, said } from "./trial-sandbox.ts";

describe("commands in a container", () => {
  let sandbox: Sandbox;
  let container: Container;
  before(async () => {
    sandbox = await openTrial({ mirror: "https://mirror.example.org/$repo/os/$arch" });
    container = await sandbox.open({ purpose: "commands", network: false, disk: 0, seconds: 120 });
  });
  after(() => sandbox[Symbol.asyncDispose]());

  test("the image's digest or id is recorded, and the limits are named", () => {
    assert.match(sandbox.image, /^sha256:[0-9a-f]{64}$/);
    assert.ok(sandbox.limits.includes("memory 256 MiB, no swap"));
    assert.ok(sandbox.limits.some((words) => words.startsWith("disk 128 MiB (")));
  });

  test("every exit code comes back as it is, those of engine clients included", async () => {
    for (const code of [0, 1, 2, 42, 125, 126, 127, 137, 255]) {
      const { how, exit } = await container.builder({ script: `exit ${code}`, seconds: 20 });
      assert.deepEqual({ how, exit }, { how: "exited", exit: code });
    }
  });

  test("a command that kills itself has the exit code of its shell", async () => {
    const { how, exit } = await container.builder({ script: "kill -9 $$", seconds: 20 });
    assert.deepEqual({ how, exit }, { how: "exited", exit: 137 });
  });

  test("arguments and variables are data, whatever they contain", async () => {
    const odd = ["$(id)", "a b\n'\"`;", "-n", "", "é\u202e"];
    const ended = await container.builder({
      script: 'printf "%s|" "$@" "$ODD"',
      arguments: odd,
      environment: { ODD: "x=$(id)\ny" },
      seconds: 20,
    });
    assert.equal(said(ended), `${odd.join("|")}|x=$(id)\ny|`);
  });

  test("standard output and error are apart; a log gets both, as they come", async () => {
    const script = "echo out; echo err >&2";
    const apart = await container.root({ script, seconds: 20 });
    assert.equal(said(apart), "out");
    assert.equal(new TextDecoder().decode(apart.stderr), "err\n");
    const chunks: Uint8Array[] = [];
    const log = { write: (chunk: Uint8Array) => void chunks.push(chunk) };
    const logged = await container.root({ script, seconds: 20, log });
    assert.equal(logged.stdout.length + logged.stderr.length, 0);
    assert.deepEqual(Buffer.concat(chunks).toString().trimEnd().split("\n").sort(), ["err", "out"]);
  });

  test("with a terminal commands colour their output, and lines end as ever", async () => {
    const script = "[[ -t 1 ]] && ls --color=auto -d /build && echo second";
    const ended = await container.builder({ script, seconds: 20, terminal: true });
    assert.ok(said(ended).includes("\u001b["), said(ended));
    assert.ok(said(ended).endsWith("\nsecond"));
    assert.ok(!said(ended).includes("\r"));
  });

  test("input streams in, also more than a pipe holds; a command may leave it", async () => {
    async function* megabytes() {
      for (let sent = 0; sent < 20; sent++) yield new Uint8Array(1024 ** 2).fill(97);
    }
    const counted = await container.builder({ script: "wc -c", input: megabytes(), seconds: 20 });
    assert.equal(said(counted), String(20 * 1024 ** 2));
    const left = await container.builder({ script: "true", input: megabytes(), seconds: 20 });
    assert.equal(left.exit, 0);
  });

  test("an input that breaks is the caller's error", async () => {
    // biome-ignore lint/correctness/useYield: it breaks before the first byte
    async function* broken(): AsyncGenerator<Uint8Array> {
      throw new Error("the archive is torn");
    }
    await assert.rejects(container.put("/build", broken()), /the archive is torn/);
  });

  test("the builder is a user of its own, clean and at home", async () => {
    const script =
      'id -u; id -G; id -un; echo "$HOME"; cd && touch here && stat -c %U here /build; env | cut -d= -f1';
    const [uid, groups, name, home, ...rest] = said(await container.builder({ script, seconds: 20 })).split(
      "\n",
    );
    assert.deepEqual([uid, groups, name, home], ["61000", "61000", "builder", "/build/home"]);
    assert.deepEqual(rest.slice(0, 2), ["builder", "builder"]);
    const known = ["SHELL", "PWD", "LOGNAME", "HOME", "LANG", "USER", "SHLVL", "PATH", "OLDPWD", "_"];
    const unknown = rest.slice(2).filter((variable) => !known.includes(variable));
    assert.ok(!unknown.some((variable) => process.env[variable] !== undefined), unknown.join());
  });

  test("the mirror of the settings comes first", async () => {
    const { stdout } = await container.root({ script: "head -1 /etc/pacman.d/mirrorlist", seconds: 20 });
    assert.equal(String(Buffer.from(stdout)), "Server = https://mirror.example.org/$repo/os/$arch\n");
  });

  test("what the builder leaves running is killed, seen from outside, and the container lives on", async () => {
    const script = "for i in {1..20}; do setsid bash -c 'trap \"\" TERM HUP; sleep 300' & done; true";
    await container.builder({ script, seconds: 20 });
    const counting = { script: "pgrep -cu builder", seconds: 20 };
    assert.notEqual(said(await container.root(counting)), "0");
    await container.killBuilder();
    assert.equal(said(await container.root(counting)), "0");
  });

  test("who forks and exits all the time, and so is in no list of processes, is killed as well", async () => {
    await container.builder({ script: "hop() { echo >> ~/hops; hop & }; hop >/dev/null 2>&1", seconds: 20 });
    const growth = { script: "cd /build/home; wc -c < hops; sleep 0.2; wc -c < hops", seconds: 20 };
    const [first, second] = said(await container.root(growth)).split("\n");
    assert.notEqual(first, second);
    await container.killBuilder();
    const [before, after] = said(await container.root(growth)).split("\n");
    assert.equal(before, after);
  });

  test("changes are told by the engine", async () => {
    await container.root({ script: "touch /etc/changed-by-test", seconds: 20 });
    const changes = await container.changes();
    assert.ok(changes.includes("/etc/changed-by-test"));
    assert.ok(!changes.some((path) => path.startsWith("/run/autorepo")));
  });

  test("a container that ended under its command is lost, not failed", async () => {
    const lost = await sandbox.open({ purpose: "lost", network: false, disk: 0, seconds: 2 });
    const { how, exit } = await lost.builder({ script: "sleep 60", seconds: 60 });
    assert.deepEqual({ how, exit }, { how: "lost", exit: null });
    assert.equal((await lost.root({ script: "true", seconds: 20 })).how, "lost");
    await assert.rejects(lost.killBuilder(), SandboxError);
  });
});

describe("what is missing", () => {
  test("an image that is nowhere is named, with what to do", async () => {
    await assert.rejects(
      openTrial({ image: "localhost:1/nobody/nothing:none" }),
      (error: unknown) =>
        error instanceof SandboxError &&
        error.code === "no-image" &&
        /nobody\/nothing.*packages\.yaml/.test(error.message),
    );
  });

  test("an image that is not here is not looked for elsewhere where it may not be pulled", async () => {
    await assert.rejects(openTrial({ image: "localhost:1/nobody/nothing:none", mayPull: false }), {
      code: "no-image",
      message: 'image "localhost:1/nobody/nothing:none" is not here',
    });
  });
});
