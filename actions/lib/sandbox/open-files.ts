import { readFile } from "node:fs/promises";
import type { Engine } from "./engine.ts";

/**
 * The hard limit of open files for containers. Asking for more than the engine has itself fails where it lacks
 * CAP_SYS_RESOURCE; an engine elsewhere is taken to be an ordinary one.
 */
export async function openFilesLimit(engine: Engine): Promise<number> {
  if (engine.localFolder === null) return WANTED;
  const pid = engine.kind === "podman" ? "self" : await readFile("/run/docker.pid", "utf8").catch(() => "");
  const limits = await readFile(`/proc/${pid.trim()}/limits`, "utf8").catch(() => "");
  const [, hard] = /^Max open files\s+\S+\s+(\d+)/m.exec(limits) ?? [];
  return Math.min(WANTED, Number(hard ?? WANTED));
}

const WANTED = 524_288;
