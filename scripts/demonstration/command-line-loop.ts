import { availableParallelism, freemem } from "node:os";
import { join } from "node:path";
import { CommandFailure, show } from "./command.ts";
import { type Loop, tell, type Variables } from "./loop.ts";

type Surroundings = { readonly folder: string; readonly environment: Variables };

/** The loop as `scripts/autorepo` runs it, in one process on this machine. */
export function commandLineLoop(autorepo: string, { folder, environment }: Surroundings): Loop {
  return {
    manifests: {
      first: join(folder, "packages.yaml"),
      second: join(folder, "packages-with-bad.yaml"),
    },
    async publish(manifest, packages) {
      const command = [autorepo, "run", "--manifest", manifest, "--jobs", `${jobsAtOnce()}`];
      tell(command.join(" "));
      const exit = await show(command, { environment });
      if (exit === 0 || (exit === SOME_FAILED && packages === "may fail")) return;
      throw new CommandFailure(command, exit);
    },
    // The reviews that are shown next say more than the list of them.
    async detect() {},
  };
}

/** More than the command line takes by itself: examples are small, and most of their time is containers starting. */
function jobsAtOnce(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(freemem() / MEMORY_PER_JOB_BYTES)));
}

const MEMORY_PER_JOB_BYTES = 2 * 1024 ** 3;

/** Exit code of `scripts/autorepo`: some packages failed, the rest is done. */
const SOME_FAILED = 1;
