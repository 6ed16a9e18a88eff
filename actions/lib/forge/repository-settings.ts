import type { Forge } from "./connect.ts";
import { ForgeError } from "./forge-error.ts";

/** "hidden": the token may not see it, or GitHub did not say. */
export type Answer<T> =
  | { readonly kind: "seen"; readonly value: T }
  | { readonly kind: "absent" }
  | { readonly kind: "hidden"; readonly why: string };

/** What the settings of a repository say, as far as the token may see them. Of secrets there are only names. */
export type RepositorySettings = {
  readonly id: number;
  readonly ownerId: number;
  /** UTC. */
  readonly created: Date;
  /** The default one. */
  readonly branch: string;
  readonly isFork: boolean;
  /** Whether issues are switched on. */
  readonly hasIssues: boolean;
  readonly actions: Answer<AllowedActions>;
  readonly workflowPermissions: Answer<{ readonly default: string; readonly mayOpenPullRequests: boolean }>;
  /** File below `.github/workflows` to "active", "disabled_inactivity", "disabled_fork", "disabled_manually". */
  readonly workflows: Answer<readonly { readonly file: string; readonly state: string }[]>;
  /** Branches that may use the environment; absent: there is no such environment. */
  readonly environment: Answer<EnvironmentBranches>;
  readonly environmentNames: StoredNames;
  readonly repositoryNames: StoredNames;
  /** Checks that the default branch wants of a pull request. */
  readonly requiredChecks: Answer<readonly string[]>;
  /** When a run of the workflow last succeeded, UTC; null: never. */
  readonly lastSuccess: Answer<Date | null>;
};

export type AllowedActions = {
  readonly enabled: boolean;
  /** Whether `actions/checkout` and the like may run. */
  readonly gitHubOwned: boolean;
};

/** Patterns of branch names; "protected": those with a rule; "every": no rule. */
export type EnvironmentBranches = "every" | "protected" | readonly string[];

export type StoredNames = {
  readonly secrets: Answer<readonly string[]>;
  readonly variables: Answer<readonly string[]>;
};

type Question = { readonly environment: string; readonly workflow: string };

/**
 * Asks for all of it at once; each answer stands alone.
 *
 * @throws ForgeError where the repository itself cannot be seen
 */
export async function readRepositorySettings(
  forge: Forge,
  { environment, workflow }: Question,
): Promise<RepositorySettings> {
  const { data } = await forge.rest.repos.get(forge.at);
  const { id, owner, created_at, default_branch: branch, fork: isFork, has_issues: hasIssues } = data;
  const [actions, workflowPermissions, workflows, branches, requiredChecks, lastSuccess] = await Promise.all([
    answered(() => readAllowedActions(forge)),
    answered(() => readWorkflowPermissions(forge)),
    answered(() => readWorkflows(forge)),
    answered(() => readEnvironmentBranches(forge, environment)),
    answered(() => readRequiredChecks(forge, branch)),
    answered(() => readLastSuccess(forge, workflow)),
  ]);
  const [environmentNames, repositoryNames] = await Promise.all([
    readEnvironmentNames(forge, environment),
    readRepositoryNames(forge),
  ]);
  return {
    ...{ id, ownerId: owner.id, created: new Date(created_at), branch, isFork, hasIssues },
    ...{ actions, workflowPermissions, workflows, environment: branches, requiredChecks, lastSuccess },
    ...{ environmentNames, repositoryNames },
  };
}

async function answered<T>(ask: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { kind: "seen", value: await ask() };
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    if (error.code === "not-found") return { kind: "absent" };
    // The error's own advice is for a workflow's token.
    const why = error.code === "no-permission" ? "the token may not see it" : error.message;
    return { kind: "hidden", why };
  }
}

async function readAllowedActions({ rest, at }: Forge): Promise<AllowedActions> {
  const { enabled, allowed_actions: allowed } = (await rest.actions.getGithubActionsPermissionsRepository(at))
    .data;
  if (allowed !== "selected") return { enabled, gitHubOwned: allowed !== "local_only" };
  const { data } = await rest.actions.getAllowedActionsRepository(at);
  return { enabled, gitHubOwned: data.github_owned_allowed === true };
}

async function readWorkflowPermissions({ rest, at }: Forge) {
  const { data } = await rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository(at);
  return {
    default: data.default_workflow_permissions,
    mayOpenPullRequests: data.can_approve_pull_request_reviews,
  };
}

async function readWorkflows({ rest, at }: Forge) {
  const { data } = await rest.actions.listRepoWorkflows({ ...at, per_page: 100 });
  return data.workflows.map(({ path, state }) => ({ file: path.replace(/^.*\//, ""), state }));
}

async function readEnvironmentBranches({ rest, at }: Forge, name: string): Promise<EnvironmentBranches> {
  const { data } = await rest.repos.getEnvironment({ ...at, environment_name: name });
  const rule = data.deployment_branch_policy ?? null;
  if (rule === null) return "every";
  if (rule.protected_branches) return "protected";
  const listed = await rest.repos.listDeploymentBranchPolicies({
    ...at,
    environment_name: name,
    per_page: 100,
  });
  return listed.data.branch_policies.flatMap((policy) => policy.name ?? []);
}

/** Rules tell who reads the repository; the older protection of branches only who writes to it. */
async function readRequiredChecks({ rest, at }: Forge, branch: string): Promise<readonly string[]> {
  const rules = await rest.repos.getBranchRules({ ...at, branch, per_page: 100 });
  const ruled = rules.data.flatMap((rule) =>
    rule.type === "required_status_checks" ? (rule.parameters?.required_status_checks ?? []) : [],
  );
  const { data } = await rest.repos.getBranch({ ...at, branch });
  const older = data.protection?.required_status_checks?.contexts ?? [];
  return [...new Set([...ruled.map(({ context }) => context), ...older])];
}

async function readLastSuccess({ rest, at }: Forge, workflow: string): Promise<Date | null> {
  const asked = { ...at, workflow_id: workflow, status: "success", per_page: 1 } as const;
  const { data } = await rest.actions.listWorkflowRuns(asked);
  const [last] = data.workflow_runs;
  return last === undefined ? null : new Date(last.updated_at);
}

/** More variables a page there are not. */
const MOST_NAMES = 30;

async function readEnvironmentNames({ rest, at }: Forge, name: string): Promise<StoredNames> {
  const of = { ...at, environment_name: name, per_page: MOST_NAMES };
  const [secrets, variables] = await Promise.all([
    answered(async () => namesOf((await rest.actions.listEnvironmentSecrets(of)).data.secrets)),
    answered(async () => namesOf((await rest.actions.listEnvironmentVariables(of)).data.variables)),
  ]);
  return { secrets, variables };
}

async function readRepositoryNames({ rest, at }: Forge): Promise<StoredNames> {
  const of = { ...at, per_page: MOST_NAMES };
  const [secrets, variables] = await Promise.all([
    answered(async () => namesOf((await rest.actions.listRepoSecrets(of)).data.secrets)),
    answered(async () => namesOf((await rest.actions.listRepoVariables(of)).data.variables)),
  ]);
  return { secrets, variables };
}

function namesOf(stored: readonly { readonly name: string }[]): readonly string[] {
  return stored.map(({ name }) => name);
}
