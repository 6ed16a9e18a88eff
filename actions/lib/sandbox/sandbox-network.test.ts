import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { testEngine } from "../../../test/engine.ts";
import { testImage } from "../../../test/image.ts";
import { openSurroundings, type Surroundings } from "../../../test/surroundings.ts";
import { findEngine } from "./engine.ts";
import type { Container, Sandbox } from "./sandbox.ts";
import { SandboxError } from "./sandbox-error.ts";
import { openTrial, said } from "./trial-sandbox.ts";
import { ulimitsOf } from "./ulimits.ts";

describe("the network filter", () => {
  let around: Surroundings;
  let sandbox: Sandbox;
  let online: Container;
  before(async () => {
    around = await openSurroundings();
    const privateHosts = [
      { name: "mirror.test", address: around.allowedNeighbour },
      { name: "host.test", address: around.allowedHostAddress },
    ];
    sandbox = await openTrial({ privateHosts });
    online = await sandbox.open({ purpose: "canary", network: true, disk: 0, seconds: 300 });
  });
  after(async () => {
    await sandbox?.[Symbol.asyncDispose]();
    await around?.[Symbol.asyncDispose]();
  });

  test("without it every listener is reached: the canary can sing", async () => {
    const engine = await findEngine(testEngine().engine);
    const ulimits = (await ulimitsOf(engine)).flatMap((limit) => ["--ulimit", limit]);
    const script = probes(around.forbidden, around.port);
    await engine.call(["run", "--rm", ...ulimits, "--entrypoint", "bash", testImage(), "-c", script]);
    const reached = await around.connections();
    assert.deepEqual(
      around.forbidden.filter((address) => !reached.has(address)),
      [],
    );
    assert.ok(reached.has("datagram"));
  });

  test("through it neither host, LAN, link-local nor metadata are reached; public addresses are", async () => {
    await around.forget();
    await probeAll(online);
    assert.deepEqual([...(await around.connections())], []);
    await online.builder({ script: probes([around.publicAddress], around.port), seconds: 30 });
    assert.deepEqual([...(await around.connections())], [around.publicAddress]);
  });

  test("a refused connection fails at once instead of hanging", async () => {
    const { seconds, exit } = await online.builder({
      script: `exec 3<>/dev/tcp/${around.forbidden[0]}/${around.port}`,
      seconds: 60,
    });
    assert.notEqual(exit, 0);
    // Dropped packets would take two minutes.
    assert.ok(seconds < 20, `${seconds} s`);
  });

  test("allowed hosts are reached by name: a neighbour, and an address of the host itself", async () => {
    await around.forget();
    await online.builder({ script: probes(["mirror.test", "host.test"], around.port), seconds: 30 });
    assert.deepEqual(
      [...(await around.connections())].sort(),
      [around.allowedHostAddress, around.allowedNeighbour].sort(),
    );
  });

  test("an allowed host on another bridge of the engine is reached, its neighbours are not", async () => {
    await using other = await around.openOtherBridge();
    await using wide = await openTrial({ privateHosts: [{ name: "other.test", address: other.allowed }] });
    await using container = await wide.open({ purpose: "bridges", network: true, disk: 0, seconds: 60 });
    const answer = async (host: string) =>
      said(await container.builder({ script: answerOf(host, other.port), seconds: 30 }));
    assert.equal(await answer("other.test"), "hello");
    assert.equal(await answer(other.forbidden), "");
  });

  test("without network nothing is reached, and looking up a name fails at once", async () => {
    await using container = await openOffline();
    await around.forget();
    await probeAll(container);
    assert.deepEqual([...(await around.connections())], []);
    const { seconds } = await container.builder({ script: "getent hosts example.org", seconds: 30 });
    assert.ok(seconds < 8, `${seconds} s`);
  });

  test("connected for a phase and disconnected again, twice", async () => {
    if (sandbox.engine === "podman") return podmanRefuses();
    await using container = await openOffline();
    for (const _time of [1, 2]) {
      await container.connect();
      await around.forget();
      await probeAll(container);
      await container.builder({ script: probes([around.publicAddress], around.port), seconds: 30 });
      assert.deepEqual([...(await around.connections())], [around.publicAddress]);

      await container.disconnect();
      await around.forget();
      await probeAll(container);
      await container.builder({ script: probes([around.publicAddress], around.port), seconds: 30 });
      assert.deepEqual([...(await around.connections())], []);
      const { seconds } = await container.builder({ script: "getent hosts example.org", seconds: 30 });
      assert.ok(seconds < 8, `${seconds} s`);
    }
  });

  const openOffline = () => sandbox.open({ purpose: "canary", network: false, disk: 0, seconds: 120 });

  /** As builder and as root, also at the container's own gateway. */
  async function probeAll(container: Container): Promise<void> {
    const gateway = said(await container.root({ script: GATEWAY, seconds: 20 }));
    const script = probes([...around.forbidden, ...(gateway ? [gateway] : [])], around.port);
    await Promise.all([container.root({ script, seconds: 60 }), container.builder({ script, seconds: 60 })]);
  }

  async function podmanRefuses(): Promise<void> {
    await using container = await openOffline();
    await assert.rejects(container.connect(), (error: unknown) => error instanceof SandboxError);
  }
});

/** Tries a TCP connection and a datagram to each host. */
function probes(hosts: readonly string[], port: number): string {
  return hosts
    .map(
      (host) =>
        `(echo tcp > /dev/tcp/${host}/${port}) 2>/dev/null & (echo udp > /dev/udp/${host}/${port}) 2>/dev/null &`,
    )
    .concat("sleep 1; kill $(jobs -p) 2>/dev/null; wait")
    .join("\n");
}

function answerOf(host: string, port: number): string {
  return `timeout 3 bash -c 'read -r line < /dev/tcp/${host}/${port} && echo "$line"' 2>/dev/null`;
}

/** The default route of /proc/net/route, whose addresses are hexadecimal, lowest byte first. */
const GATEWAY = `
while read -r interface target gateway rest; do
  [[ $target == 00000000 ]] && printf '%d.%d.%d.%d' 0x\${gateway:6:2} 0x\${gateway:4:2} 0x\${gateway:2:2} 0x\${gateway:0:2}
done < /proc/net/route
`;
