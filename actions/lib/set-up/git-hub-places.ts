import type { GitHubRepository } from "./facts.ts";
import { shellWord } from "./finding.ts";
import { PUBLISH_ENVIRONMENT } from "./oidc-subject.ts";

/** Where things are set on GitHub: pages of the settings, and `gh` command lines that do the same. */

export function environmentUrl({ webUrl }: GitHubRepository): string {
  return `${webUrl}/settings/environments`;
}

export function actionsSettingsUrl({ webUrl }: GitHubRepository): string {
  return `${webUrl}/settings/actions`;
}

export function rulesUrl({ webUrl }: GitHubRepository): string {
  return `${webUrl}/settings/rules`;
}

export function workflowUrl({ webUrl }: GitHubRepository, file: string): string {
  return `${webUrl}/actions/workflows/${file}`;
}

/** Asks for the value, or reads it from a pipe: it is never part of a command line. */
export function secretCommand({ name }: GitHubRepository, secret: string): string {
  return `gh secret set ${secret} --repo ${shellWord(name)} --env ${PUBLISH_ENVIRONMENT}`;
}

export function variableCommand({ name }: GitHubRepository, variable: string): string {
  return `gh variable set ${variable} --repo ${shellWord(name)} --env ${PUBLISH_ENVIRONMENT}`;
}

export function apiCommand({ name }: GitHubRepository, method: string, rest: string): string {
  const [path = "", ...words] = rest.split(" ");
  return [`gh api --method ${method} ${shellWord(`repos/${name}${path}`)}`, ...words].join(" ");
}

/** The same with a JSON body. */
export function apiBodyCommand(
  repository: GitHubRepository,
  request: { readonly method: string; readonly path: string; readonly body: object },
): string {
  const call = apiCommand(repository, request.method, `${request.path} --input -`);
  return `echo '${JSON.stringify(request.body)}' | ${call}`;
}
