import { setTimeout as sleep } from "node:timers/promises";
import { BUILDER, KILL_BUILDER } from "./builder-user.ts";
import type { Target } from "./exec.ts";
import { transferError } from "./transfer.ts";

/**
 * Kills all processes of the unprivileged user until the engine, from outside, sees none.
 *
 * @throws SandboxError `container` when they do not go, or the container has gone
 */
export async function killBuilder(target: Target): Promise<void> {
  const { engine, name } = target;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    // First, whatever is seen: who forks and exits all the time is in no list, while kill(2) of all misses nobody.
    await engine.try(["exec", "--user", "0:0", name, ...KILL_BUILDER]);
    if ((await countBuilders(target)) === 0) return;
    await sleep(20 * attempt);
  }
  throw transferError(target, `processes of ${BUILDER.name} do not end`);
}

const ATTEMPTS = 20;

/** Zombies do nothing any more and go with their parents. */
async function countBuilders(target: Target): Promise<number> {
  const { engine, name } = target;
  const columns = engine.kind === "docker" ? ["-eo", "uid,pid,stat"] : ["user", "pid", "state"];
  const { exit, stdout, stderr } = await engine.try(["top", name, ...columns]);
  if (exit !== 0)
    throw transferError(target, `its processes cannot be listed: ${stderr.trim().slice(0, 500)}`);
  const processes = stdout
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/));
  const root = Number(processes[0]?.[0]);
  // Where the engine maps user ids, docker lists those of the host.
  const builder = [BUILDER.name, String(BUILDER.id), String(root + BUILDER.id)];
  return processes.filter(([user = "", , state = ""]) => builder.includes(user) && !state.startsWith("Z"))
    .length;
}
