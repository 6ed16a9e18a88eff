import { join } from "node:path";
import { openAur } from "../lib/aur/index.ts";
import { evaluateTree } from "../lib/building/index.ts";
import { DistributionError, type DistributionNames } from "../lib/distribution/index.ts";
import { SandboxError } from "../lib/sandbox/index.ts";
import { openBranches } from "../lib/upstream/index.ts";
import {
  distributionNames,
  type Environment,
  type LazySandbox,
  type Surroundings,
  type Workspace,
} from "../lib/workspace/index.ts";
import type { ReadRequest } from "./read-request.ts";

/** What reading upstream needs of the machine and the network, whoever asks. */
export type Reading = Pick<
  ReadRequest,
  "packagesYaml" | "commit" | "branches" | "aur" | "evaluate" | "distribution" | "now" | "signal" | "note"
>;

/**
 * Opens what detect, review and add read from. What this machine or a mirror lacks is said, and reviews go on without
 * it: an engine is looked for only when something has to be evaluated.
 */
export async function openReading(
  surroundings: Surroundings,
  workspace: Workspace,
  sandbox: LazySandbox,
): Promise<Reading> {
  const { environment, signal, now, say: note } = surroundings;
  const { packagesYaml, commit, privateHosts } = workspace;
  const { cacheFolder, githubServerUrl: server, githubToken: token } = environment;
  return {
    ...{ packagesYaml, commit, now, signal, note },
    branches: openBranches({
      ...{ cacheFolder, privateHosts, signal },
      protocols: protocolsFor(environment),
      credential: token === null ? null : { server, token },
    }),
    aur: openAur({
      ...{ aurUrl: environment.aurUrl, mirror: environment.aurMirror, signal },
      userAgent: userAgentOf(environment, workspace),
      cacheFolder: join(cacheFolder, "aur"),
    }),
    evaluate: evaluation(sandbox, signal),
    distribution: await namesOrNone(surroundings, workspace),
  };
}

/** Remotes that may be read: those of the machine itself only where it is the user's own. */
export function protocolsFor({ hostedRunner }: Environment): readonly ("https" | "file")[] {
  return hostedRunner ? ["https"] : ["https", "file"];
}

/** Says who asks, and where the AUR's administrators find whoever that is. */
function userAgentOf(environment: Environment, { packagesYaml }: Workspace): string {
  const { githubServerUrl, githubRepository } = environment;
  const own = githubRepository === null ? null : `${githubServerUrl}/${githubRepository}`;
  const address = own ?? packagesYaml.repository.url;
  return address === null ? PROGRAM : `${PROGRAM} (+${address})`;
}

const PROGRAM = "arch-autorepo/0.0.0";

/** An engine that is lacking is explained once, not for each package. */
function evaluation(sandbox: LazySandbox, signal: AbortSignal): ReadRequest["evaluate"] {
  let lacking: SandboxError | null = null;
  return async (tree) => {
    if (lacking !== null) throw new Error("there still is no container to evaluate it in");
    const opened = await sandbox.open().catch((error) => {
      if (error instanceof SandboxError) lacking = error;
      throw error;
    });
    return await evaluateTree(opened, tree, signal);
  };
}

async function namesOrNone(
  surroundings: Surroundings,
  workspace: Workspace,
): Promise<DistributionNames | null> {
  try {
    return await distributionNames(surroundings, workspace);
  } catch (error) {
    if (!(error instanceof DistributionError)) throw error;
    surroundings.say(`names of core and extra are not known: ${error.message}`);
    return null;
  }
}
