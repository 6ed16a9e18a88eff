import type { Engine } from "./engine.ts";
import type { Firewall } from "./firewall.ts";
import { LABEL } from "./labels.ts";
import { SandboxError } from "./sandbox-error.ts";

/** A bridge for one container, filtered before anything is attached to it. Disposing it removes both. */
export type Network = AsyncDisposable & { readonly name: string };

export type NetworkSettings = {
  readonly engine: Engine;
  readonly firewall: Firewall;
  /** Unique on the engine, at most 15 characters: it names network, interface and chain. */
  readonly name: string;
  readonly labels: readonly string[];
};

/** @throws SandboxError `no-firewall`, `container` */
export async function openNetwork({ engine, firewall, name, labels }: NetworkSettings): Promise<Network> {
  const network: Network = {
    name,
    [Symbol.asyncDispose]: () => removeNetwork(engine, firewall, name),
  };
  try {
    await engine.call(["network", "create", ...createOptions(engine, name), ...labels, name]);
    await firewall.close(await interfaceOf(engine, name), name);
    return network;
  } catch (error) {
    await network[Symbol.asyncDispose]();
    throw error;
  }
}

/** The filter goes first, so that every chain belongs to a network that a sweep can still see. */
export async function removeNetwork(engine: Engine, firewall: Firewall, name: string): Promise<void> {
  await firewall.open(name);
  const removed = await engine.try(["network", "rm", name]);
  if (removed.exit === 0 || /no such network|not found/i.test(removed.stderr)) return;
  throw new SandboxError(
    "container",
    `cannot remove network ${name}: ${removed.stderr.trim().slice(0, 500)}`,
  );
}

/** Networks of ours, those of other runs too, with their owner's label. */
export async function listNetworks(engine: Engine): Promise<{ name: string; owner: string }[]> {
  const format = `{{.Name}}\t{{index .Labels "${LABEL.owner}"}}`;
  const names = await engine.call(["network", "ls", "--quiet", "--filter", `label=${LABEL.owner}`]);
  const ids = names.split("\n").filter((id) => id !== "");
  if (ids.length === 0) return [];
  // One may be gone by now: the others are listed all the same.
  const { stdout } = await engine.try(["network", "inspect", "--format", format, ...ids]);
  return stdout
    .split("\n")
    .map((line) => line.split("\t"))
    .flatMap(([name, owner]) => (name && owner ? [{ name, owner }] : []));
}

/** Podman's own name server would answer on the host: its containers ask the host's servers themselves. */
function createOptions(engine: Engine, name: string): string[] {
  if (engine.kind === "podman") return ["--driver", "bridge", "--disable-dns"];
  return ["--driver", "bridge", "--opt", `com.docker.network.bridge.name=${name}`];
}

async function interfaceOf(engine: Engine, name: string): Promise<string> {
  if (engine.kind === "docker") return name;
  return await engine.call(["network", "inspect", "--format", "{{.NetworkInterface}}", name]);
}
