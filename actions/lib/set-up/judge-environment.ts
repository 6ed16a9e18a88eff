import type { GitHubRepository, RepositoryFacts, StoreFacts } from "./facts.ts";
import { command, judged, place, type Remedy, type SetUpFinding, shellWord, step } from "./finding.ts";
import {
  apiBodyCommand,
  apiCommand,
  environmentUrl,
  secretCommand,
  variableCommand,
} from "./git-hub-places.ts";
import { PUBLISH_ENVIRONMENT } from "./oidc-subject.ts";

const topic = "GitHub";

type Around = { readonly repository: GitHubRepository; readonly store: StoreFacts };

/** The environment `publish`, its branch rule, and the secrets that live nowhere else. */
export function judgeEnvironment(facts: RepositoryFacts, around: Around): readonly SetUpFinding[] {
  return [
    ...judgeAccess(facts, around),
    ...judgeSecrets(facts, around),
    ...judgeSecrecy(facts, around.repository),
  ];
}

function isNeeded({ store }: Around): boolean {
  return store.kind === "bucket";
}

function judgeAccess(facts: RepositoryFacts, around: Around): readonly SetUpFinding[] {
  const { repository } = around;
  return [
    judged(facts.environment, {
      ...{ id: "gitHub.environment", topic, needed: isNeeded(around) },
      yes: () => "the environment publish is there",
      no: () => "there is no environment publish, where the secrets belong",
      unseen: "the environment publish",
      mend: makeEnvironment(repository),
    }),
    judged(facts.branches, {
      ...{ id: "gitHub.branches", topic, needed: false },
      yes: () => "only the default branch may use the environment publish",
      no: ({ open }) => OPEN[open],
      unseen: "which branches may use the environment publish",
      mend: makeEnvironment(repository),
    }),
  ];
}

const OPEN = {
  every: "any branch may use the environment publish, so that whoever can push one gets its secrets",
  protected: "every branch with a protection rule may use the environment publish and its secrets",
  none: "no branch may use the environment publish: its jobs would be refused",
  others: "other branches than the default one may use the environment publish and its secrets",
} as const;

function makeEnvironment(repository: GitHubRepository): readonly Remedy[] {
  const path = `/environments/${PUBLISH_ENVIRONMENT}`;
  const body = { deployment_branch_policy: { protected_branches: false, custom_branch_policies: true } };
  const branch = shellWord(`name=${repository.branch ?? "main"}`);
  return [
    command(apiBodyCommand(repository, { method: "PUT", path, body })),
    command(apiCommand(repository, "POST", `${path}/deployment-branch-policies -f ${branch}`)),
    place(environmentUrl(repository)),
    step("there, under Deployment branches and tags, remove any other pattern"),
  ];
}

function judgeSecrets(facts: RepositoryFacts, around: Around): readonly SetUpFinding[] {
  const { repository } = around;
  const needed = isNeeded(around);
  return [
    judged(facts.signingSecret, {
      ...{ id: "gitHub.signingSecret", topic, needed },
      yes: () => "workflows that publish get AUTOREPO_SIGNING_KEY",
      no: () => "the environment publish has no AUTOREPO_SIGNING_KEY",
      unseen: "the secret AUTOREPO_SIGNING_KEY of the environment publish",
      mend: [
        command(
          `gpg --armor --export-secret-subkeys FINGERPRINT | ${secretCommand(repository, "AUTOREPO_SIGNING_KEY")}`,
        ),
        place(environmentUrl(repository)),
      ],
    }),
    judged(facts.storeSecrets, {
      ...{ id: "gitHub.storeSecrets", topic, needed },
      yes: ({ by }) =>
        `workflows that publish get what opens the store (${by === "role" ? "a role" : "keys"})`,
      no: ({ lacks }) => `the environment publish lacks ${lacks.join(", ")}`,
      unseen: "what opens the store, in the environment publish",
      mend: giveAccess(facts, repository),
    }),
  ];
}

function giveAccess({ storeSecrets }: RepositoryFacts, repository: GitHubRepository): readonly Remedy[] {
  const lacks =
    storeSecrets.is === "no" ? storeSecrets.lacks : ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
  const commands = lacks.map((name) =>
    command(name.includes("KEY") ? secretCommand(repository, name) : variableCommand(repository, name)),
  );
  return [...commands, place(environmentUrl(repository))];
}

function judgeSecrecy(facts: RepositoryFacts, repository: GitHubRepository): readonly SetUpFinding[] {
  const { name, webUrl } = repository;
  const { confined, hidden } = facts;
  const named = (fact: typeof confined) => (fact.is === "no" ? fact.names : ["NAME"]);
  return [
    judged(confined, {
      ...{ id: "gitHub.confined", topic, needed: false },
      yes: () => "no secret of publishing is given to the whole repository",
      no: ({ names }) => `${names.join(", ")}: given to the whole repository, where every job may ask for it`,
      unseen: "whether a secret of publishing is given to the whole repository",
      mend: [
        step("set it in the environment publish, then remove it from the repository"),
        ...named(confined).map((each) => command(`gh secret delete ${each} --repo ${shellWord(name)}`)),
        place(`${webUrl}/settings/secrets/actions`),
      ],
    }),
    judged(hidden, {
      ...{ id: "gitHub.hidden", topic, needed: true },
      yes: () => "no secret is stored as a variable",
      no: ({ names }) => `${names.join(", ")}: stored as a variable, which others can read and logs show`,
      unseen: "whether a secret is stored as a variable",
      mend: [
        step(
          "replace the value at its source, since it was readable; store the new one as a secret; delete the variable",
        ),
        place(`${webUrl}/settings/variables/actions`),
      ],
    }),
  ];
}
