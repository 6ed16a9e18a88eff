import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { findEngine } from "../actions/lib/sandbox/engine.ts";
import { run } from "../actions/lib/sandbox/process.ts";
import { ulimitsOf } from "../actions/lib/sandbox/ulimits.ts";
import { testEngine } from "./engine.ts";
import { testImage } from "./image.ts";

/**
 * What a container could reach around it: listeners on every address of this machine, the metadata address
 * among them, and on a second machine (a network namespace) with neighbours in a private network and one
 * public-looking address. They count who connects.
 */
export type Surroundings = AsyncDisposable & {
  /** Addresses that no container may reach. */
  readonly forbidden: readonly string[];
  readonly allowedNeighbour: string;
  readonly allowedHostAddress: string;
  /** Of RFC 5737, and so nobody else's. */
  readonly publicAddress: string;
  readonly port: number;
  /** Addresses that were reached since the last `forget`; "datagram" for one to this machine. */
  connections(): Promise<ReadonlySet<string>>;
  forget(): Promise<void>;
  /** Two containers on another bridge of the engine, which say "hello" to who connects. */
  openOtherBridge(): Promise<AsyncDisposable & { allowed: string; forbidden: string; port: number }>;
};

export async function openSurroundings(): Promise<Surroundings> {
  const name = `sb${randomInt(1e6)}`;
  const net = `10.${randomInt(200, 250)}.${randomInt(250)}`;
  const publicAddress = `203.0.113.${randomInt(1, 255)}`;
  await using stack = new AsyncDisposableStack();
  stack.defer(() => asRoot(`ip netns del ${name}; ip link del ${name}`, { mayFail: true }));
  await asRoot(secondMachine({ name, net, publicAddress }));

  const reached = new Set<string>();
  const port = stack.use(await listenHere(reached)).port;
  stack.use(await listenThere(name, { port, reached }));
  const rest = stack.move();
  // Bridges of containers come and go while others are tested.
  const lasting = Object.entries(networkInterfaces()).filter(([device]) => !/^(ar|br-|sb|veth)/.test(device));
  const lan = lasting.flatMap(([, addresses]) => addresses ?? []);
  const own = lan
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address);
  return {
    forbidden: [
      `${net}.1`,
      "169.254.169.254",
      `${net}.3`,
      ...new Set(own.filter((one) => !one.startsWith(net))),
    ],
    allowedNeighbour: `${net}.4`,
    allowedHostAddress: `${net}.2`,
    publicAddress,
    port,
    async connections() {
      await sleep(300);
      return reached;
    },
    async forget() {
      await sleep(300);
      reached.clear();
    },
    openOtherBridge: () => openOtherBridge(name),
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

/** A bridge with addresses of this machine, and a namespace behind it. */
function secondMachine({
  name,
  net,
  publicAddress,
}: {
  name: string;
  net: string;
  publicAddress: string;
}): string {
  return `set -e
ip link add ${name} type bridge
for address in ${net}.1/24 ${net}.2/32 169.254.169.254/32; do ip address add $address dev ${name}; done
ip link set ${name} up
ip netns add ${name}
ip link add ${name}v type veth peer name eth0 netns ${name}
ip link set ${name}v master ${name} up
ip netns exec ${name} sh -ec '
  ip link set lo up; ip link set eth0 up
  for address in ${net}.3/24 ${net}.4/24 ${publicAddress}/32; do ip address add $address dev eth0; done
  ip route add default via ${net}.1'
ip route add ${publicAddress}/32 dev ${name}`;
}

async function listenHere(reached: Set<string>): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((socket) => {
    reached.add(socket.localAddress ?? "");
    socket.on("error", () => {}).destroy();
  }).listen(0, "0.0.0.0");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const datagrams = createSocket("udp4", () => reached.add("datagram")).bind(port, "0.0.0.0");
  await once(datagrams, "listening");
  return {
    port,
    async [Symbol.asyncDispose]() {
      datagrams.close();
      server.close();
    },
  };
}

async function listenThere(
  namespace: string,
  { port, reached }: { readonly port: number; readonly reached: Set<string> },
): Promise<AsyncDisposable> {
  const inside = ["ip", "netns", "exec", namespace, process.execPath, "--eval", LISTEN, String(port)];
  const [program = "", ...rest] = [...sudo(), ...inside];
  const child: ChildProcess = spawn(program, rest, { stdio: ["pipe", "pipe", "inherit"] });
  const ready = Promise.withResolvers<void>();
  child.stdout?.on("data", (chunk: Buffer) => {
    for (const line of chunk.toString().split("\n")) {
      if (line === "ready") ready.resolve();
      else if (line !== "") reached.add(line);
    }
  });
  child.once("exit", () => ready.reject(new Error("the second machine does not listen")));
  await ready.promise;
  return {
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.stdin?.end();
      await ended;
    },
  };
}

/** Ends with its input. */
const LISTEN = `
const { createServer } = require("node:net");
const port = Number(process.argv[1]);
createServer((socket) => {
  console.log(socket.localAddress);
  socket.on("error", () => {}).destroy();
}).listen(port, "0.0.0.0", () => console.log("ready"));
process.stdin.resume().on("end", () => process.exit());
`;

async function openOtherBridge(name: string) {
  const engine = await findEngine(testEngine().engine);
  const ulimits = (await ulimitsOf(engine)).flatMap((limit) => ["--ulimit", limit]);
  const must = (...args: string[]) => engine.call(args);
  await using stack = new AsyncDisposableStack();
  await must("network", "create", name);
  stack.defer(async () => void (await must("network", "rm", name)));
  const speak = async (container: string) => {
    const command = ["--entrypoint", "perl", testImage(), "-MIO::Socket::INET", "-e", SPEAK];
    await must("run", "--detach", ...ulimits, "--init", "--name", container, "--network", name, ...command);
    stack.defer(async () => void (await must("rm", "--force", container)));
    return await must(
      "inspect",
      "--format",
      "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
      container,
    );
  };
  const allowed = await speak(`${name}-a`);
  const forbidden = await speak(`${name}-b`);
  const rest = stack.move();
  return { allowed, forbidden, port: 9000, [Symbol.asyncDispose]: () => rest.disposeAsync() };
}

const SPEAK =
  '$s = IO::Socket::INET->new(LocalPort => 9000, Listen => 5, ReuseAddr => 1); while ($c = $s->accept) { print $c "hello\\n"; close $c }';

async function asRoot(script: string, { mayFail = false } = {}): Promise<void> {
  const { exit, stderr } = await run([...sudo(), "sh", "-c", script]);
  if (exit !== 0 && !mayFail) {
    throw new Error(`a network to test with cannot be made: ${stderr.trim()}; run the tests as root`);
  }
}

function sudo(): string[] {
  return process.getuid?.() === 0 ? [] : ["sudo", "-n"];
}
