import { answerJson } from "./http.ts";
import type { Repo } from "./store.ts";
import type { World } from "./world.ts";

/** What a person sets on the pages of a repository's settings. Begins as GitHub does with a copy of a template. */
export type RepositorySettings = {
  actions: { enabled: boolean; allowed_actions: "all" | "local_only" | "selected" };
  defaultPermissions: "read" | "write";
  /** File below `.github/workflows` to its state. */
  workflows: Record<string, string>;
  /** Environment to the branches that may use it; null: every. */
  environments: Record<string, { branches: string[] | null; secrets: string[]; variables: string[] }>;
  secrets: string[];
  variables: string[];
  /** Checks that rules of the default branch want. */
  requiredChecks: string[];
  /** Workflow file to the time of its last success, UTC. */
  successes: Record<string, string>;
};

export function newSettings(): RepositorySettings {
  return {
    actions: { enabled: true, allowed_actions: "all" },
    defaultPermissions: "read",
    workflows: {},
    environments: {},
    secrets: [],
    variables: [],
    requiredChecks: [],
    successes: {},
  };
}

export function settingsOf({ settings }: World, repo: Repo): RepositorySettings {
  const known = settings.get(repo.id) ?? newSettings();
  settings.set(repo.id, known);
  return known;
}

type Asked = {
  readonly world: World;
  readonly repo: Repo;
  readonly match: Readonly<Record<string, string>>;
  /** What is none of the settings' is the emulator's. */
  readonly emulated: () => Promise<Response>;
};

/** Pages of the settings, as the API shows them to a person who administers the repository. */
export const SETTINGS_ENDPOINTS = [
  page(/^\/actions\/permissions$/, ({ actions }) => actions),
  page(/^\/actions\/permissions\/selected-actions$/, () => ({ github_owned_allowed: true })),
  page(/^\/actions\/permissions\/workflow$/, ({ defaultPermissions }, { world }) => ({
    default_workflow_permissions: defaultPermissions,
    can_approve_pull_request_reviews: world.mayOpenPullRequests,
  })),
  page(/^\/actions\/workflows$/, ({ workflows }) => ({
    total_count: Object.keys(workflows).length,
    workflows: Object.entries(workflows).map(([file, state]) => ({
      path: `.github/workflows/${file}`,
      state,
    })),
  })),
  page(
    /^\/actions\/workflows\/(?<file>[^/]+)\/runs$/,
    ({ workflows, successes }, { match: { file = "" } }) => {
      if (workflows[file] === undefined) return null;
      const updated_at = successes[file];
      return { workflow_runs: updated_at === undefined ? [] : [{ updated_at }] };
    },
  ),
  page(/^\/actions\/secrets$/, ({ secrets }) => ({ secrets: named(secrets) })),
  page(/^\/actions\/variables$/, ({ variables }) => ({ variables: named(variables) })),
  page(/^\/environments\/(?<name>[^/]+)$/, ({ environments }, { match: { name = "" } }) => {
    const environment = environments[name];
    if (environment === undefined) return null;
    const rule = { protected_branches: false, custom_branch_policies: true };
    return { name, deployment_branch_policy: environment.branches === null ? null : rule };
  }),
  page(/^\/environments\/(?<name>[^/]+)\/deployment-branch-policies$/, ({ environments }, { match }) => {
    const branches = environments[match.name ?? ""]?.branches;
    return branches ? { branch_policies: named(branches) } : null;
  }),
  page(/^\/environments\/(?<name>[^/]+)\/secrets$/, ({ environments }, { match: { name = "" } }) => {
    const environment = environments[name];
    return environment === undefined ? null : { secrets: named(environment.secrets) };
  }),
  page(/^\/environments\/(?<name>[^/]+)\/variables$/, ({ environments }, { match: { name = "" } }) => {
    const environment = environments[name];
    return environment === undefined ? null : { variables: named(environment.variables) };
  }),
  page(/^\/rules\/branches\/[^/]+$/, ({ requiredChecks }) => {
    if (requiredChecks.length === 0) return [];
    const required_status_checks = requiredChecks.map((context) => ({ context }));
    return [{ type: "required_status_checks", parameters: { required_status_checks } }];
  }),
];

function page(path: RegExp, show: (settings: RepositorySettings, asked: Asked) => object | null) {
  return {
    method: "GET",
    path,
    async answer(asked: Asked): Promise<Response> {
      const shown = show(settingsOf(asked.world, asked.repo), asked);
      return shown === null ? await asked.emulated() : answerJson(shown);
    },
  };
}

function named(names: readonly string[]): readonly { readonly name: string }[] {
  return names.map((name) => ({ name }));
}

/** Of these a workflow's token sees nothing, whatever its permissions. */
const FOR_PEOPLE =
  /\/actions\/(permissions|secrets|variables)(\/|$)|\/environments\/[^/]+\/(secrets|variables)$/;

export function isForPeople(path: string): boolean {
  return FOR_PEOPLE.test(path);
}
