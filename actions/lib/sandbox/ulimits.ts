import { readFile } from "node:fs/promises";
import type { Engine } from "./engine.ts";

/**
 * `--ulimit` values for containers. A hard limit above the engine's own fails where it lacks CAP_SYS_RESOURCE,
 * so its own is looked up; an engine elsewhere is taken to be an ordinary one. The soft limit of open files is
 * low because fakeroot closes every descriptor up to it, and engines may set it to 10^9.
 */
export async function ulimitsOf(engine: Engine): Promise<readonly string[]> {
  const limits = await ownLimits(engine);
  const openFiles = Math.min(MOST_OPEN_FILES, Number(hardLimit(limits, "open files") ?? MOST_OPEN_FILES));
  const files = `nofile=${Math.min(1024, openFiles)}:${openFiles}`;
  // Podman else asks for more than it may have itself. It is counted per user, over all containers.
  const processes = Math.min(MOST_PROCESSES, Number(hardLimit(limits, "processes") ?? MOST_PROCESSES));
  return [files, "core=0:0", ...(engine.kind === "podman" ? [`nproc=${processes}:${processes}`] : [])];
}

const MOST_OPEN_FILES = 524_288;
const MOST_PROCESSES = 16_384;

async function ownLimits(engine: Engine): Promise<string> {
  if (engine.localFolder === null) return "";
  const pid = engine.kind === "podman" ? "self" : await readFile("/run/docker.pid", "utf8").catch(() => "");
  return await readFile(`/proc/${pid.trim()}/limits`, "utf8").catch(() => "");
}

/** From proc(5): "Max open files  1024  524288  files". Null where there is none. */
function hardLimit(limits: string, what: string): string | null {
  return new RegExp(`^Max ${what}\\s+\\S+\\s+(\\d+)`, "m").exec(limits)?.[1] ?? null;
}
