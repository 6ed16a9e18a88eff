import type { RepositorySettings } from "../forge/index.ts";
import type { Environment } from "../workspace/index.ts";
import type { GitHubRepository } from "./facts.ts";
import { runProgram } from "./run-program.ts";

/** The repository on GitHub that this is a checkout of: as the run says, else as `origin` does; null: none. */
export async function findRepository(environment: Environment, folder: string): Promise<string | null> {
  if (environment.githubRepository !== null) return environment.githubRepository;
  const origin = await runProgram(["git", "remote", "get-url", "origin"], folder);
  return origin.ok ? repositoryIn(origin.output, environment.githubServerUrl) : null;
}

/** "owner/name" of a remote's address at that server, over HTTPS or SSH, in each of the forms git takes. */
export function repositoryIn(remote: string, serverUrl: string): string | null {
  const host = new URL(serverUrl).host;
  const [, at, name] =
    /^(?:[a-z+]+:\/\/)?(?:[^@/]+@)?([^/:]+(?::\d+)?)[:/]\/?([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(remote) ?? [];
  const isThere = at === host || at === `ssh.${host}:443`;
  return isThere && name !== undefined && /^[\w.-]+\/[\w.-]+$/.test(name) ? name : null;
}

export function describeRepository(
  name: string,
  { serverUrl, settings }: { readonly serverUrl: string; readonly settings: RepositorySettings | null },
): GitHubRepository {
  return {
    name,
    webUrl: `${serverUrl}/${name}`,
    branch: settings?.branch ?? null,
    ids: settings === null ? null : { owner: settings.ownerId, repository: settings.id },
    created: settings?.created ?? null,
  };
}
