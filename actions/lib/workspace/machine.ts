import { join } from "node:path";
import {
  type DistributionNames,
  type DistributionOptions,
  type PlatformFiles,
  readDistribution,
  readPlatformFiles,
} from "../distribution/index.ts";
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
  const distribution = await readDistribution(distributionOptions(surroundings, workspace));
  for (const note of distribution.notes) surroundings.say(note);
  return distribution.names;
}

/** What core and extra offer by their file lists. */
export async function platformFiles(
  surroundings: Surroundings,
  workspace: Workspace,
): Promise<PlatformFiles> {
  return await readPlatformFiles(distributionOptions(surroundings, workspace));
}

function distributionOptions(
  { environment, signal }: Surroundings,
  workspace: Workspace,
): DistributionOptions {
  const { mirror } = workspace.packagesYaml.repository;
  return { mirror, folder: join(environment.cacheFolder, "distribution"), signal };
}
