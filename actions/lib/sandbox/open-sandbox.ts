import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createContainer } from "./container.ts";
import { canLimitDisks } from "./disk.ts";
import { type Engine, findEngine } from "./engine.ts";
import { findFirewall } from "./firewall.ts";
import { findImage } from "./image.ts";
import { limitsInWords } from "./limits.ts";
import { startContainer, type Workshop } from "./open-container.ts";
import { thisOwner } from "./owner.ts";
import { localRoot } from "./privilege.ts";
import { makeRunFolder } from "./run-folder.ts";
import type { Container, ContainerOptions, Sandbox, SandboxSettings } from "./sandbox.ts";
import { SandboxError } from "./sandbox-error.ts";
import { seccompProfile } from "./seccomp.ts";
import { sweep } from "./sweep.ts";
import { ulimitsOf } from "./ulimits.ts";
import { startWatchdog, type Watchdog } from "./watchdog.ts";

/**
 * Finds an engine and the image, and removes what dead runs of this machine left on it.
 *
 * @throws SandboxError `no-engine`, `no-image`, `limits`, `interrupted`
 */
export async function openSandbox(settings: SandboxSettings): Promise<Sandbox> {
  throwIfInterrupted(settings);
  const engine = await findEngine(settings.engine);
  requireLimits(engine);
  await using stack = new AsyncDisposableStack();
  const workshop = await openWorkshop(engine, settings, stack);
  const watchdog = stack.use(startWatchdog({ engine, limitBytes: settings.limits.diskBytes }));
  const containers = createContainers(workshop, watchdog);
  stack.use(containers);
  const rest = stack.move();
  return {
    engine: engine.kind,
    image: workshop.image.digest,
    limits: limitsInWords(settings.limits, workshop.diskRoot !== null),
    open: containers.open,
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

async function openWorkshop(
  engine: Engine,
  settings: SandboxSettings,
  stack: AsyncDisposableStack,
): Promise<Workshop> {
  const owner = await thisOwner();
  const folder = stack.use(await makeRunFolder(owner)).path;
  const seccomp = join(folder, "seccomp.json");
  await writeFile(seccomp, seccompProfile());
  const image = await findImage(engine, settings);
  const root = await localRoot(engine);
  let numbers = 0;
  const [limitsDisks, ulimits] = await Promise.all([
    root !== null && canLimitDisks(engine, root, folder),
    ulimitsOf(engine),
  ]);
  const diskRoot = limitsDisks ? root : null;
  const { privateHosts } = settings;
  const firewall = once(() => findFirewall({ engine, image: image.id, privateHosts }));
  await sweep({ engine, root, firewall });
  const ipv6 = engine.localFolder === null || existsSync("/proc/sys/net/ipv6");
  const count = () => ++numbers;
  return { engine, image, owner, settings, folder, seccomp, ulimits, ipv6, diskRoot, firewall, count };
}

/** The containers that are open; all of them end when the run is interrupted, or with the sandbox. */
function createContainers(workshop: Workshop, watchdog: Watchdog) {
  const { settings } = workshop;
  const open = new Map<string, { container: Container; interrupt: () => void }>();
  const interruptAll = () => {
    for (const { interrupt } of open.values()) interrupt();
  };
  settings.signal.addEventListener("abort", interruptAll, { once: true });
  return {
    async open(options: ContainerOptions): Promise<Container> {
      throwIfInterrupted(settings);
      const running = await startContainer(workshop, options);
      const container = createContainer(running);
      const { name } = running;
      const unwatch = watchdog.watch({ name, kill: () => running.kill("out-of-disk") });
      const interrupt = () => void running.kill("interrupted").catch(() => {});
      open.set(name, { container, interrupt });
      if (settings.signal.aborted) interrupt();
      const close = async () => {
        unwatch();
        if (open.delete(name)) await container[Symbol.asyncDispose]();
      };
      return { ...container, [Symbol.asyncDispose]: close };
    },
    async [Symbol.asyncDispose]() {
      settings.signal.removeEventListener("abort", interruptAll);
      const closing = [...open.values()].map(({ container }) => container[Symbol.asyncDispose]());
      open.clear();
      const failures = (await Promise.allSettled(closing)).filter((one) => one.status === "rejected");
      if (failures.length > 0)
        throw new AggregateError(
          failures.map(({ reason }) => reason),
          "cannot clean up",
        );
    },
  };
}

function throwIfInterrupted({ signal }: SandboxSettings): void {
  if (signal.aborted) throw new SandboxError("interrupted", "interrupted", { cause: signal.reason });
}

/** Limits are promises: an engine that ignores one with a warning is refused. */
function requireLimits(engine: Engine): void {
  if (engine.cannotLimit.length === 0) return;
  throw new SandboxError(
    "limits",
    `${engine.kind} cannot limit ${engine.cannotLimit.join(" and ")} here: its kernel lacks the cgroup controllers, or a rootless engine was not delegated them`,
  );
}

function once<T>(find: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | null = null;
  return () => {
    found ??= find();
    return found;
  };
}
