import type { ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import type { RunningContainer } from "./container.ts";
import { createArguments } from "./create-options.ts";
import { type Disk, openDisk } from "./disk.ts";
import { type Engine, lastLine } from "./engine.ts";
import type { Killed } from "./exec.ts";
import type { Firewall } from "./firewall.ts";
import { firstProcess, READY, TEMPORARY_FOLDERS } from "./first-process.ts";
import type { Image } from "./image.ts";
import { labelOptions } from "./labels.ts";
import { type Network, openNetwork } from "./network.ts";
import type { Owner } from "./owner.ts";
import type { Privilege } from "./privilege.ts";
import { collect, endOf } from "./process.ts";
import { removeContainer } from "./remove-container.ts";
import type { ContainerOptions, SandboxSettings } from "./sandbox.ts";
import { SandboxError } from "./sandbox-error.ts";

/** What the containers of a run share. */
export type Workshop = {
  readonly engine: Engine;
  readonly image: Image;
  readonly owner: Owner;
  readonly settings: SandboxSettings;
  readonly folder: string;
  readonly seccomp: string;
  readonly ulimits: readonly string[];
  readonly ipv6: boolean;
  /** Null where disks of limited size cannot be made. */
  readonly diskRoot: Privilege | null;
  readonly firewall: () => Promise<Firewall>;
  /** A new number at each call. */
  readonly count: () => number;
};

/** Starts a container; when it rejects, nothing of it is left. */
export async function startContainer(
  workshop: Workshop,
  options: ContainerOptions,
): Promise<RunningContainer> {
  const { engine, owner } = workshop;
  const name = `autorepo-${owner.id}-${workshop.count()}`;
  const openNetwork = () => networkOf(workshop, options.purpose);
  await using stack = new AsyncDisposableStack();
  const [disk, network] = await bothOrNone(
    stack,
    options.disk > 0 ? diskOf(workshop, { name, share: options.disk }) : null,
    options.network ? openNetwork() : null,
  );
  const remove = () => removeContainer(engine, name);
  stack.defer(remove);
  await engine.call(await createCommand({ workshop, options, name, disk, network }));
  const client = await startAndWait(workshop, name);
  if (disk !== null) await attachTemporaryFolders(workshop, name, disk);
  stack.move();
  return {
    engine,
    name,
    network,
    openNetwork,
    remove,
    seconds: options.seconds,
    ...killing(engine, name, client),
  };
}

async function bothOrNone(
  stack: AsyncDisposableStack,
  disk: Promise<Disk | null> | null,
  network: Promise<Network> | null,
): Promise<[Disk | null, Network | null]> {
  const [first, second] = await Promise.allSettled([disk, network]);
  if (first.status === "fulfilled") stack.use(first.value);
  if (second.status === "fulfilled") stack.use(second.value);
  if (first.status === "rejected") throw first.reason;
  if (second.status === "rejected") throw second.reason;
  return [first.value, second.value];
}

async function diskOf(
  { diskRoot, folder, settings }: Workshop,
  { name, share }: { readonly name: string; readonly share: number },
): Promise<Disk | null> {
  if (diskRoot === null) return null;
  return await openDisk({
    root: diskRoot,
    folder,
    name,
    bytes: Math.floor(settings.limits.diskBytes * share),
  });
}

async function networkOf(workshop: Workshop, purpose: string): Promise<Network> {
  const { engine, owner } = workshop;
  const name = `ar${owner.id}-${workshop.count()}`;
  const labels = labelOptions(owner, purpose);
  return await openNetwork({ engine, firewall: await workshop.firewall(), name, labels });
}

type Creation = {
  readonly workshop: Workshop;
  readonly options: ContainerOptions;
  readonly name: string;
  readonly disk: Disk | null;
  readonly network: Network | null;
};

async function createCommand({ workshop, options, name, disk, network }: Creation): Promise<string[]> {
  const { settings, owner, image } = workshop;
  // One of docker's that is born without network may be connected later, where that is possible at all.
  const connectable = network !== null || workshop.engine.kind === "docker";
  const firewall = connectable ? await workshop.firewall().catch(() => null) : null;
  return createArguments({
    name,
    image: image.id,
    labels: labelOptions(owner, options.purpose),
    limits: settings.limits,
    seccomp: workshop.seccomp,
    ulimits: workshop.ulimits,
    ipv6: workshop.ipv6,
    network: network?.name ?? null,
    resolvers: firewall?.resolvers ?? [],
    privateHosts: settings.privateHosts,
    mounts: disk === null ? [] : [disk.mountAt("/build")],
    ...firstProcess({
      seconds: options.seconds,
      mirror: settings.mirror,
      disk: disk !== null,
      preparation: options.preparation ?? "",
    }),
  });
}

/** The client that holds the container's input open. Its end is the container's, and the other way round. */
async function startAndWait({ engine, settings }: Workshop, name: string): Promise<ChildProcess> {
  const client = engine.start(["start", "--attach", "--interactive", name]);
  const stderr = collect();
  client.stderr?.on("data", stderr.write);
  const abort = () => client.kill("SIGKILL");
  settings.signal.addEventListener("abort", abort, { once: true });
  const ready = await Promise.race([readLine(client), endOf(client).then(() => null)]);
  settings.signal.removeEventListener("abort", abort);
  if (settings.signal.aborted) throw new SandboxError("interrupted", "interrupted");
  if (ready === READY) return client;
  client.kill("SIGKILL");
  const said = lastLine(stderr.bytes().toString()) || ready;
  throw new SandboxError("container", `${name} does not start: ${said || "it ended at once"}`);
}

async function readLine(client: ChildProcess): Promise<string | null> {
  let text = "";
  for await (const chunk of client.stdout ?? []) {
    text += String(chunk);
    if (text.includes("\n") || text.length > 4096) return text.split("\n")[0] ?? "";
  }
  return null;
}

/** Mounts the parts of the disk from outside: inside, nobody may mount anything. */
async function attachTemporaryFolders(workshop: Workshop, name: string, disk: Disk): Promise<void> {
  const { engine, diskRoot } = workshop;
  const format = "{{.State.Pid}} {{.Id}}";
  const inspected = await engine.call(["inspect", "--type", "container", "--format", format, name]);
  const [pid = "", id = ""] = inspected.split(" ");
  const cgroup = await readFile(`/proc/${pid}/cgroup`, "utf8").catch(() => "");
  if (diskRoot === null || id === "" || !cgroup.includes(id)) {
    throw new SandboxError("container", `${name}: process ${pid} of it cannot be seen from here`);
  }
  await disk.release();
  for (const { on, at } of TEMPORARY_FOLDERS) {
    const mounted = await diskRoot(["mount", "--namespace", pid, "--bind", on, at]);
    if (mounted.exit !== 0) throw new SandboxError("container", `${name}: ${lastLine(mounted.stderr)}`);
  }
}

/** The first reason to kill it is the one that is told. */
function killing(engine: Engine, name: string, client: ChildProcess) {
  let killed: Killed | null = null;
  return {
    killed: () => killed,
    async kill(reason: Killed) {
      killed ??= reason;
      await engine.try(["kill", name]);
      client.stdin?.end();
    },
  };
}
