import type { ChildProcess } from "node:child_process";
import { stat } from "node:fs/promises";
import { hostname, release } from "node:os";
import { type Finished, run, start } from "./process.ts";
import { SandboxError } from "./sandbox-error.ts";

/** An engine that answers, and what it says of itself. */
export type Engine = EngineFacts & {
  readonly program: string;
  /** Runs one command of its CLI to the end, whatever the end. */
  try(args: readonly string[], signal?: AbortSignal): Promise<Finished>;
  /** The same, where anything but success is an error: gives back what it wrote, trimmed. */
  call(args: readonly string[]): Promise<string>;
  /** Starts a command whose streams are used. */
  start(args: readonly string[]): ChildProcess;
};

export type EngineFacts = {
  readonly kind: "docker" | "podman";
  /** Where it keeps containers: on this machine, or null when it runs elsewhere (or in a virtual machine). */
  readonly localFolder: string | null;
  readonly rootless: boolean;
  /** What its kernel cannot limit: "memory", "processes". */
  readonly cannotLimit: readonly string[];
};

/**
 * The wished engine, else docker, else podman, whichever answers first.
 *
 * @throws SandboxError `no-engine` with what each one said
 */
export async function findEngine(wished: "docker" | "podman" | undefined): Promise<Engine> {
  const complaints: string[] = [];
  for (const program of wished === undefined ? ["docker", "podman"] : [wished]) {
    const info = await run([program, "info", "--format", "{{json .}}"]);
    const facts = info.exit === 0 ? await readFacts(info.stdout) : null;
    if (facts !== null) return createEngine(program, facts);
    complaints.push(`${program}: ${lastLine(info.stderr) || "did not answer"}`);
  }
  throw new SandboxError(
    "no-engine",
    `no container engine answers (${complaints.join("; ")}); install docker or podman, start it, and see that "docker info" works for this user`,
  );
}

/** The last line that says something, for messages. */
export function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1)?.slice(0, 500) ?? "";
}

function createEngine(program: string, facts: EngineFacts): Engine {
  return {
    ...facts,
    program,
    try: (args, signal) => run([program, ...args], signal ? { signal } : {}),
    async call(args) {
      const { exit, stdout, stderr } = await run([program, ...args]);
      if (exit === 0) return stdout.trim();
      throw new SandboxError("container", `${program} ${args.slice(0, 2).join(" ")}: ${lastLine(stderr)}`);
    },
    start: (args) => start([program, ...args]),
  };
}

/** Null where the CLI works but no daemon answers: docker then still prints its own half. */
async function readFacts(text: string): Promise<EngineFacts | null> {
  const info = JSON.parse(text) as DockerInfo & PodmanInfo;
  if (info.host) return await podmanFacts(info);
  if (!info.KernelVersion) return null;
  const cannotLimit = [...(info.MemoryLimit ? [] : ["memory"]), ...(info.PidsLimit ? [] : ["processes"])];
  return {
    kind: "docker",
    localFolder: await ifHere(info.Name, info.KernelVersion, info.DockerRootDir),
    rootless: (info.SecurityOptions ?? []).some((option) => option.includes("rootless")),
    cannotLimit,
  };
}

async function podmanFacts({ host, store }: PodmanInfo): Promise<EngineFacts> {
  const controllers = host?.cgroupControllers ?? [];
  const here = host?.serviceIsRemote ? null : (store?.graphRoot ?? null);
  return {
    kind: "podman",
    localFolder: here === null ? null : await ifHere(host?.hostname, host?.kernel, here),
    rootless: host?.security?.rootless ?? false,
    cannotLimit: [
      ...(controllers.includes("memory") ? [] : ["memory"]),
      ...(controllers.includes("pids") ? [] : ["processes"]),
    ],
  };
}

/** An engine behind a socket may run on another kernel, or outside the container that we run in ourselves. */
async function ifHere(
  name: string | undefined,
  kernel: string | undefined,
  folder: string | undefined,
): Promise<string | null> {
  if (name !== hostname() || kernel !== release() || folder === undefined) return null;
  const found = await stat(folder).catch(() => null);
  return found?.isDirectory() ? folder : null;
}

type DockerInfo = {
  readonly Name?: string;
  readonly KernelVersion?: string;
  readonly DockerRootDir?: string;
  readonly MemoryLimit?: boolean;
  readonly PidsLimit?: boolean;
  readonly SecurityOptions?: readonly string[];
};

type PodmanInfo = {
  readonly host?: {
    readonly hostname?: string;
    readonly kernel?: string;
    readonly serviceIsRemote?: boolean;
    readonly cgroupControllers?: readonly string[];
    readonly security?: { readonly rootless?: boolean };
  };
  readonly store?: { readonly graphRoot?: string };
};
