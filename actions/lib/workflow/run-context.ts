import { tmpdir } from "node:os";
import { InputError } from "./inputs.ts";

/** Which run of which workflow this is, as the runner says; read once. */
export type RunContext = {
  /** "owner/name" */
  readonly repository: string;
  /** Numbers that GitHub's identity tokens name since July 2026; null: not said. */
  readonly repositoryId: string | null;
  readonly ownerId: string | null;
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly runId: number;
  /** Counted from 1: repeated runs keep their id. */
  readonly attempt: number;
  /** Address of the run in a browser; null: under act nobody sees it. */
  readonly url: string | null;
  /** Name of the workflow's file. */
  readonly workflow: string;
  /** "push", "schedule", "workflow_dispatch", "pull_request". */
  readonly event: string;
  /** File with the event's payload; null: there is none. */
  readonly eventFile: string | null;
  /** Branch or tag that the workflow runs on. */
  readonly refName: string;
  /** Under act there are no artefacts, no API of runs and no identity tokens (platform facts B2a, B11). */
  readonly isAct: boolean;
  /** The user's own folder, which act runs copies of; null: on GitHub, or act was not started by scripts/act. */
  readonly checkout: string | null;
  /** Emptied after the job; steps of one job share it. */
  readonly temporaryFolder: string;
};

/** @throws InputError outside a workflow */
export function readRunContext(variables: NodeJS.ProcessEnv): RunContext {
  const needed = (name: string): string => {
    const value = variables[name];
    if (value) return value;
    throw new InputError(`${name} is not set: this is a step of a workflow; elsewhere use scripts/autorepo`);
  };
  const repository = needed("GITHUB_REPOSITORY");
  const serverUrl = (variables.GITHUB_SERVER_URL || "https://github.com").replace(/\/+$/, "");
  const runId = needed("GITHUB_RUN_ID");
  return {
    repository,
    repositoryId: variables.GITHUB_REPOSITORY_ID || null,
    ownerId: variables.GITHUB_REPOSITORY_OWNER_ID || null,
    serverUrl,
    apiUrl: (variables.GITHUB_API_URL || "https://api.github.com").replace(/\/+$/, ""),
    runId: Number(runId),
    attempt: Number(variables.GITHUB_RUN_ATTEMPT || 1),
    url: variables.ACT ? null : `${serverUrl}/${repository}/actions/runs/${runId}`,
    workflow: /([^/]+\.ya?ml)(@|$)/.exec(variables.GITHUB_WORKFLOW_REF ?? "")?.[1] ?? "",
    event: variables.GITHUB_EVENT_NAME ?? "",
    eventFile: variables.GITHUB_EVENT_PATH || null,
    refName: variables.GITHUB_REF_NAME ?? "",
    isAct: Boolean(variables.ACT),
    checkout: (variables.ACT && variables.AUTOREPO_CHECKOUT) || null,
    temporaryFolder: variables.RUNNER_TEMP || tmpdir(),
  };
}
