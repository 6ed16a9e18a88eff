import { existsSync } from "node:fs";
import type { Engine } from "./engine.ts";
import { type Finished, run } from "./process.ts";

/** Runs a program as root where the engine's network and disks are. */
export type Privilege = (argv: readonly string[], input?: string) => Promise<Finished>;

/** As root of this machine, ourselves or by a sudo that asks nothing; null where neither is so. */
export async function localRoot(engine: Engine): Promise<Privilege | null> {
  if (engine.localFolder === null) return null;
  const withSystemPrograms = ["sh", "-c", 'PATH="$PATH:/usr/sbin:/sbin" exec "$@"', "sh"];
  if (process.getuid?.() === 0) return (argv, input = "") => run([...withSystemPrograms, ...argv], { input });
  const sudo = await run(["sudo", "-n", "true"]);
  if (sudo.exit !== 0) return null;
  return (argv, input = "") => run(["sudo", "-n", ...withSystemPrograms, ...argv], { input });
}

/** As root in the engine's own network, in a container that may do nothing but change it. */
export function helperContainer(engine: Engine, image: string): Privilege {
  const allowed = ["--cap-drop", "ALL", "--cap-add", "NET_ADMIN", "--cap-add", "NET_RAW"];
  const bounds = ["--security-opt", "no-new-privileges", "--log-driver", "none", "--pids-limit", "64"];
  return async ([program = "", ...rest], input = "") => {
    const options = ["run", "-i", "--rm", "--network", "host", "--user", "0:0", ...allowed, ...bounds];
    return await run([engine.program, ...options, "--entrypoint", program, image, ...rest], { input });
  };
}

/** Whether an interface of the engine's is one of ours: else its packets pass another machine's filter. */
export function isInterfaceHere(name: string): boolean {
  return existsSync(`/sys/class/net/${name}`);
}
