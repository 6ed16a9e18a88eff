import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type S3Server, startS3Server } from "../s3-server.ts";
import { cleanContainer } from "./clean-container.ts";
import { type Addresses, readAddresses } from "./demo-addresses.ts";
import { type Ended, run } from "./run.ts";

const SMALL_DEMO = join(import.meta.dirname, "small-demo.ts");

/** In folders of their own, each with a key of its own where none is given. */
const REFUSED: readonly [what: string, variables: Readonly<Record<string, string>>, says: RegExp][] = [
  ["a wrong secret", { AWS_SECRET_ACCESS_KEY: "wrong" }, /does not match/],
  ["what is no signing key", { AUTOREPO_SIGNING_KEY: "no key" }, /AUTOREPO_SIGNING_KEY/],
  ["another key than the bucket's", {}, /--repair/],
];

describe("the demo in a bucket, with one of its examples", () => {
  const stack = new AsyncDisposableStack();
  let folder: string;
  let server: S3Server;
  let demo: Ended;
  let addresses: Addresses;

  /** Without a signing key of the caller's. */
  async function demoIn(place: string, variables: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const words = ["weekday", "--dir", join(folder, place), "--store", `s3://${server.bucket}/some/where`];
    const environment = { ...process.env, ...server.variables, AUTOREPO_SIGNING_KEY: "", ...variables };
    return await run([process.execPath, SMALL_DEMO, ...words], { environment });
  }

  before(async () => {
    server = stack.use(await startS3Server());
    folder = await mkdtemp(join(tmpdir(), "autorepo-bucket-demo-"));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    demo = await demoIn("demo");
    assert.equal(demo.exit, 0, demo.said.slice(-4000));
    addresses = readAddresses(demo.output);
  });
  after(() => stack.disposeAsync());

  test("its last lines say where everything is", async () => {
    const url = `${server.url}/some/where`;
    assert.equal(addresses.repository, url);
    assert.equal(addresses.report, `${url}/report/index.html`);
    assert.match(await (await fetch(addresses.report)).text(), /pacman-key --lsign-key/);
  });

  test("it keeps its key where only its owner reads it, and never prints it", async () => {
    const file = join(folder, "demo/signing-key.asc");
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.ok(demo.said.includes(`a new key, kept in ${file}`));
    const [secret = ""] = (await readFile(file, "utf8")).split("\n").slice(3);
    assert.ok(secret.length > 20);
    assert.ok(!`${demo.output}${demo.said}`.includes(secret));
  });

  test("a clean container that knows nothing but what was printed trusts it, and installs from it", async () => {
    await using container = await cleanContainer(addresses.image, { network: "host" });
    const configuration = await readFile(addresses["pacman.conf"], "utf8");
    const commands = [...configuration.matchAll(/^# {3}(.*)$/gm)].map(([, command]) => command);
    assert.equal(commands.length, 4);
    for (const command of commands) assert.ok(demo.output.includes(`\n  ${command}\n`));
    await container.succeed(`cat >>/etc/pacman.conf <<'END'\n\n${configuration}END
      pacman-key --init && cd /tmp && ${commands.join(" && ")} && pacman -Syu --noconfirm weekday`);
    assert.match(await container.succeed("pacman -Q weekday && weekday 0"), /20260201-1\nThursday/);
    const level = await container.succeed("pacman-conf --repo demo SigLevel");
    assert.match(level, /PackageRequired\n.*DatabaseOptional/s);
  });

  test("a second run does what is left, which is nothing, with the same key", async () => {
    const again = await demoIn("demo");
    assert.equal(again.exit, 0, again.said.slice(-4000));
    assert.match(again.said, /was here before: now only what is left to do/);
    assert.match(again.said, /signing with the key of /);
    assert.doesNotMatch(`${again.output}${again.said}`, /built in|go wrong/);
    assert.deepEqual(readAddresses(again.output), addresses);
  });

  describe("before anything is built, it refuses", { concurrency: true }, () => {
    for (const [what, variables, says] of REFUSED) {
      test(what, async () => {
        const { exit, output, said } = await demoIn(what, variables);
        assert.equal(exit, 3, said);
        assert.match(said, says);
        assert.doesNotMatch(`${output}${said}`, /built in/);
      });
    }
  });
});
