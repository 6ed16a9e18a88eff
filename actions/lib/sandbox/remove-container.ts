import { setTimeout as sleep } from "node:timers/promises";
import { type Engine, lastLine } from "./engine.ts";
import { SandboxError } from "./sandbox-error.ts";

/**
 * Kills and removes a container and its unnamed volumes; one that is gone is no error. The engine may be
 * removing it already, as `--rm` told it to, which takes a moment.
 *
 * @throws SandboxError `container` when it does not go
 */
export async function removeContainer(engine: Engine, name: string): Promise<void> {
  let said = "";
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { exit, stderr } = await engine.try(["rm", "--force", "--volumes", name]);
    if (exit === 0 || /no such container/i.test(stderr)) return;
    said = lastLine(stderr);
    await sleep(20 * attempt);
  }
  throw new SandboxError(
    "container",
    `cannot remove container ${name}: ${said}; remove it with "${engine.kind} rm -f ${name}"`,
  );
}

const ATTEMPTS = 25;
