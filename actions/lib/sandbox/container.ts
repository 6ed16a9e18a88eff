import { asBuilder, asRoot } from "./builder-user.ts";
import { runCommand, type Target } from "./exec.ts";
import { STATE_FOLDER } from "./first-process.ts";
import { killBuilder } from "./kill-builder.ts";
import type { Network } from "./network.ts";
import type { Command, Container } from "./sandbox.ts";
import { SandboxError } from "./sandbox-error.ts";
import { packFolders, takeFolder, transferError, UNPACK } from "./transfer.ts";

export type RunningContainer = Target & {
  /** Seconds it may run, for transfers. */
  readonly seconds: number;
  /** The network it was born on. */
  readonly network: Network | null;
  readonly openNetwork: () => Promise<Network>;
  readonly remove: () => Promise<void>;
};

/** What can be done with a running container. */
export function createContainer(running: RunningContainer): Container {
  const as = (argv: typeof asRoot) => (command: Command) => {
    const terminal: Command["environment"] = command.terminal ? { TERM: "xterm-256color" } : {};
    const environment = { ...terminal, ...command.environment };
    return runCommand(running, argv(command.script, command.arguments ?? [], environment), command);
  };
  const root = as(asRoot);
  const network = createAttachment(running, root);
  const put = async (script: string, folder: string, input: AsyncIterable<Uint8Array>) => {
    const { how, exit, stderr } = await root({
      script,
      arguments: [folder],
      input,
      seconds: running.seconds,
    });
    if (how === "exited" && exit === 0) return;
    const said = new TextDecoder().decode(stderr).trim().slice(-500);
    throw transferError(running, `cannot unpack below ${folder}: ${said || how}`);
  };
  const container: Container = {
    name: running.name,
    root,
    builder: as(asBuilder),
    put: (folder, tar) => put(UNPACK, folder, tar),
    take: (folder) => takeFolder(running, folder),
    carry: (folders, to) => to.put("/", packFolders(running, folders)),
    connect: network.connect,
    disconnect: network.disconnect,
    killBuilder: () => killBuilder(running),
    changes: () => listChanges(running),
    async [Symbol.asyncDispose]() {
      await running.remove();
      await network.remove();
    },
  };
  return container;
}

/** The network of a container, which may come and go. */
function createAttachment(running: RunningContainer, root: Container["root"]) {
  const { engine, name } = running;
  let network = running.network;
  const must = async (script: string, what: string) => {
    const { how, exit, stdout } = await root({ script, seconds: 30 });
    if (how === "exited" && exit === 0) return;
    throw transferError(running, `${what}: ${new TextDecoder().decode(stdout).trim() || how}`);
  };
  const remove = async () => {
    await network?.[Symbol.asyncDispose]();
    network = null;
  };
  return {
    remove,
    async connect() {
      if (network !== null) throw new SandboxError("container", `${name} has a network already`);
      if (engine.kind === "podman") throw new SandboxError("container", PODMAN_CANNOT);
      network = await running.openNetwork();
      await engine.try(["network", "disconnect", "none", name]);
      await engine.call(["network", "connect", network.name, name]);
      await must(AFTER_CONNECT, "its network is not as it must be");
    },
    async disconnect() {
      if (network === null) return;
      await engine.call(["network", "disconnect", "--force", network.name, name]);
      await must(AFTER_DISCONNECT, "it is still connected");
      await remove();
    },
  };
}

const PODMAN_CANNOT =
  'podman cannot attach a network to a container that was started without one: build entries with "network: prepare" or "network: build" by docker';

/** The engine leaves a resolv.conf alone that is not as it made it. IPv6 would pass the filter by. */
const AFTER_CONNECT = `
[[ -s /etc/resolv.conf || ! -e ${STATE_FOLDER}/resolv.conf ]] || cat ${STATE_FOLDER}/resolv.conf > /etc/resolv.conf
[[ ! -s /proc/net/if_inet6 ]] || { cat /proc/net/if_inet6; exit 1; }
`;

/** With a resolver that nobody answers for any more every look-up would take 10 to 20 s. */
const AFTER_DISCONNECT = `
cat /etc/resolv.conf > ${STATE_FOLDER}/resolv.conf
: > /etc/resolv.conf
while read -r interface rest; do
  [[ $interface != *:* || $interface == lo:* ]] || { echo "$interface"; exit 1; }
done < /proc/net/dev
`;

async function listChanges({ engine, name }: Target): Promise<readonly string[]> {
  const listed = await engine.call(["diff", name]);
  return listed
    .split("\n")
    .map((line) => line.slice(2))
    .filter((path) => path.startsWith("/") && path !== STATE_FOLDER && !path.startsWith(`${STATE_FOLDER}/`));
}
