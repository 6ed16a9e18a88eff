import { join } from "node:path";
import { type DistributionNames, readDistribution } from "../../actions/lib/distribution/index.ts";
import { openSandbox, planLimits, readMachine, type Sandbox } from "../../actions/lib/sandbox/index.ts";
import type { Call } from "./verb.ts";
import type { Workspace } from "./workspace.ts";

/** The engine, opened when first asked for and closed with the call. */
export type LazySandbox = AsyncDisposable & { readonly open: () => Promise<Sandbox> };

/** A sandbox for `jobs` packages at once. */
export function lazySandbox(call: Call, workspace: Workspace, jobs: number): LazySandbox {
  const { image, mirror, mirrorGiven } = workspace.packagesYaml.repository;
  const { engine } = call.environment;
  let opened: Promise<Sandbox> | null = null;
  const start = async (): Promise<Sandbox> => {
    const machine = await readMachine();
    return await openSandbox({
      image,
      mirror: mirrorGiven && !mirror.startsWith("file:") ? mirror : null,
      limits: planLimits(machine, jobs),
      privateHosts: workspace.privateHosts,
      ...(engine === null ? {} : { engine }),
      signal: call.signal,
    });
  };
  return {
    open: () => {
      opened ??= start();
      return opened;
    },
    async [Symbol.asyncDispose]() {
      const sandbox = await opened?.catch(() => null);
      await sandbox?.[Symbol.asyncDispose]();
    },
  };
}

/** Names of core and extra; says so where the mirror did not answer and what it said last is used. */
export async function distributionNames(call: Call, workspace: Workspace): Promise<DistributionNames> {
  const { mirror } = workspace.packagesYaml.repository;
  const folder = join(call.environment.cacheFolder, "distribution");
  const distribution = await readDistribution({ mirror, folder, signal: call.signal });
  for (const note of distribution.notes) call.screen.say(note);
  return distribution.names;
}
