import type { GitHubRepository, RepositoryFacts } from "./facts.ts";
import { command, judged, place, type SetUpFinding, shellWord, step } from "./finding.ts";
import { actionsSettingsUrl, apiBodyCommand, apiCommand, rulesUrl, workflowUrl } from "./git-hub-places.ts";
import { REQUIRED_CHECK } from "./look-at-git-hub.ts";

const topic = "GitHub";

/** Whether workflows run, and may do what they are for. */
export function judgeWorkflows(
  facts: RepositoryFacts,
  repository: GitHubRepository,
): readonly SetUpFinding[] {
  return [
    ...judgePermissions(facts, repository),
    ...judgeSchedules(facts, repository),
    judgeRequiredCheck(facts, repository),
  ];
}

function judgePermissions(facts: RepositoryFacts, repository: GitHubRepository): readonly SetUpFinding[] {
  const settings = place(actionsSettingsUrl(repository));
  const set = (rest: string) => command(apiCommand(repository, "PUT", `/actions/permissions${rest}`));
  return [
    judged(facts.actions, {
      ...{ id: "gitHub.actions", topic, needed: true },
      yes: () => "GitHub Actions are on",
      no: ({ off }) => OFF[off],
      unseen: "whether GitHub Actions are on",
      mend: [set(" -F enabled=true -f allowed_actions=all"), settings],
    }),
    judged(facts.pullRequests, {
      ...{ id: "gitHub.pullRequests", topic, needed: true },
      yes: () => "workflows may open pull requests",
      no: () => "workflows may not open pull requests, which is how upstream changes are proposed",
      unseen: "whether workflows may open pull requests",
      mend: [set(`/workflow -F can_approve_pull_request_reviews=true ${READ_ONLY}`), step(SWITCH), settings],
    }),
    judged(facts.defaultToken, {
      ...{ id: "gitHub.defaultToken", topic, needed: false },
      yes: () => "workflows that say nothing may only read",
      no: () => "workflows that say nothing may write: ours all say what they need, so reading is enough",
      unseen: "what workflows may do that say nothing",
      mend: [set(`/workflow ${READ_ONLY}`), settings],
    }),
  ];
}

const OFF = {
  all: "GitHub Actions are off: no workflow runs",
  others: "actions made by GitHub are not allowed: every workflow here begins with actions/checkout",
} as const;
const READ_ONLY = "-f default_workflow_permissions=read";
const SWITCH =
  'or switch on "Allow GitHub Actions to create and approve pull requests" there; of an organisation too';

function judgeSchedules(
  { original, workflows }: RepositoryFacts,
  repository: GitHubRepository,
): readonly SetUpFinding[] {
  const stopped = workflows.is === "no" ? workflows.stopped : [{ file: "updates.yml", state: "" }];
  const enable = ({ file }: { readonly file: string }) =>
    command(`gh workflow enable ${shellWord(file)} --repo ${shellWord(repository.name)}`);
  return [
    judged(original, {
      ...{ id: "gitHub.original", topic, needed: false },
      yes: () => "it is no fork: its schedules run",
      no: () => "it is a fork, in which GitHub stops workflows and schedules until somebody starts each",
      unseen: "whether it is a fork, whose schedules do not run",
      mend: [
        step('make it with "Use this template" instead, or enable each workflow on its page'),
        place(`${repository.webUrl}/actions`),
      ],
    }),
    judged(workflows, {
      ...{ id: "gitHub.workflows", topic, needed: true },
      yes: () =>
        "all workflows are on; GitHub stops schedules after 60 days without a commit in a public repository",
      no: ({ stopped: each }) =>
        each.map(({ file, state }) => `${file} ${STATES[state] ?? `is ${state}`}`).join(", "),
      unseen: "whether all workflows are on (GitHub stops schedules after 60 days without a commit)",
      mend: [...stopped.map(enable), place(workflowUrl(repository, stopped[0]?.file ?? "updates.yml"))],
    }),
  ];
}

const STATES: Readonly<Record<string, string>> = {
  disabled_inactivity: "was stopped after 60 days without activity",
  disabled_fork: "is off because this is a fork",
  disabled_manually: "was switched off",
  missing: "is not on the default branch",
};

/** Workflows of a pull request are its own, and so are the names of their jobs. */
const WHO_PASSES_ITSELF =
  "what changes .github/ or actions/ can pass it by itself: look at that yourself (SECURITY.md)";

function judgeRequiredCheck({ requiredCheck }: RepositoryFacts, repository: GitHubRepository): SetUpFinding {
  const body = {
    name: "autorepo",
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
    rules: [
      {
        type: "required_status_checks",
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: [{ context: REQUIRED_CHECK }],
        },
      },
    ],
  };
  return judged(requiredCheck, {
    ...{ id: "gitHub.requiredCheck", topic, needed: false },
    yes: () => `the default branch wants the check ${REQUIRED_CHECK}; ${WHO_PASSES_ITSELF}`,
    no: () =>
      `the default branch does not want the check ${REQUIRED_CHECK}: what does not build can be merged`,
    unseen: `whether the default branch wants the check ${REQUIRED_CHECK}`,
    mend: [
      command(apiBodyCommand(repository, { method: "POST", path: "/rulesets", body })),
      place(rulesUrl(repository)),
    ],
  });
}
