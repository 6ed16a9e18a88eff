import { join } from "node:path";
import { type DistributionNames, readDistribution } from "../distribution/index.ts";
import { openSandbox, planLimits, readMachine, type Sandbox } from "../sandbox/index.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Workspace } from "./workspace.ts";

/** The engine, opened when first asked for and closed with the caller. */
export type LazySandbox = AsyncDisposable & { readonly open: () => Promise<Sandbox> };

/** A sandbox for `jobs` packages at once. */
export function lazySandbox(surroundings: Surroundings, workspace: Workspace, jobs: number): LazySandbox {
  const { image, mirror, mirrorGiven } = workspace.packagesYaml.repository;
  const { engine } = surroundings.environment;
  let opened: Promise<Sandbox> | null = null;
  const start = async (): Promise<Sandbox> => {
    const machine = await readMachine();
    return await openSandbox({
      image,
      mirror: mirrorGiven && !mirror.startsWith("file:") ? mirror : null,
      limits: planLimits(machine, jobs),
      privateHosts: workspace.privateHosts,
      ...(engine === null ? {} : { engine }),
      signal: surroundings.signal,
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
export async function distributionNames(
  surroundings: Surroundings,
  workspace: Workspace,
): Promise<DistributionNames> {
  const { mirror } = workspace.packagesYaml.repository;
  const folder = join(surroundings.environment.cacheFolder, "distribution");
  const distribution = await readDistribution({ mirror, folder, signal: surroundings.signal });
  for (const note of distribution.notes) surroundings.say(note);
  return distribution.names;
}
