import type { Answer, RepositorySettings, StoredNames } from "../forge/index.ts";
import type { BucketAddress } from "../packages-yaml/packages-yaml.ts";
import { type Fact, type RepositoryFacts, type Unseen, unseen } from "./facts.ts";

/** What could be had of the settings: "refused" where GitHub was asked and did not show the repository. */
export type Shown =
  | { readonly kind: "shown"; readonly settings: RepositorySettings }
  | { readonly kind: "refused"; readonly complaint: string }
  | { readonly kind: "not-asked"; readonly why: string };

/** Files below `.github/workflows` without which the loop does not close. */
export const WORKFLOWS = ["updates.yml", "check.yml", "build.yml", "store.yml"] as const;

/** What the settings mean for publishing into a bucket as packages.yaml writes it; null: into none. */
export function repositoryFacts(shown: Shown, written: BucketAddress | null): RepositoryFacts {
  if (shown.kind === "shown") return { shown: { is: "yes" }, ...factsOf(shown.settings, written) };
  if (shown.kind === "not-asked") return { shown: unseen(shown.why), ...allUnseen(shown.why) };
  const { complaint } = shown;
  return { shown: { is: "no", complaint }, ...allUnseen("GitHub does not show the settings") };
}

type Settled = Omit<RepositoryFacts, "shown">;

function allUnseen(why: string): Settled {
  const hidden: Unseen = unseen(why);
  return {
    ...{ original: hidden, actions: hidden, pullRequests: hidden, defaultToken: hidden, workflows: hidden },
    ...{ environment: hidden, branches: hidden, signingSecret: hidden, storeSecrets: hidden },
    ...{ confined: hidden, hidden, requiredCheck: hidden, issues: hidden, mail: hidden },
  };
}

function factsOf(settings: RepositorySettings, written: BucketAddress | null): Settled {
  const { workflowPermissions: permissions, environmentNames, repositoryNames, environment } = settings;
  const given = bothOf(environmentNames, repositoryNames);
  return {
    original: holds(!settings.isFork),
    actions: fromAnswer(settings.actions, ({ enabled, gitHubOwned }) => {
      if (enabled && gitHubOwned) return { is: "yes" };
      return { is: "no", off: enabled ? "others" : "all" };
    }),
    pullRequests: fromAnswer(permissions, ({ mayOpenPullRequests }) => holds(mayOpenPullRequests)),
    defaultToken: fromAnswer(permissions, (said) => holds(said.default === "read")),
    workflows: fromAnswer(settings.workflows, workflowsFact),
    environment: environment.kind === "hidden" ? unseen(environment.why) : holds(environment.kind === "seen"),
    branches: branchesFact(settings),
    signingSecret: fromAnswer(given.secrets, (names) => holds(names.includes("AUTOREPO_SIGNING_KEY"))),
    storeSecrets: storeSecretsFact(given, written),
    confined: fromAnswer(repositoryNames.secrets, (names) => noneOf(names, SECRETS)),
    hidden: fromAnswer(given.variables, (names) => noneOf(names, SECRETS)),
    requiredCheck: fromAnswer(settings.requiredChecks, (checks) => holds(checks.includes(REQUIRED_CHECK))),
    issues: holds(settings.hasIssues),
    mail: fromAnswer(given.secrets, (names) =>
      names.includes("AUTOREPO_SMTP_URL") ? { is: "yes" } : { is: "no", complaint: null },
    ),
  };
}

const SECRETS = [
  "AUTOREPO_SIGNING_KEY",
  "AUTOREPO_SIGNING_PASSPHRASE",
  "AWS_SECRET_ACCESS_KEY",
  "AUTOREPO_SMTP_URL",
];

/** The status that `check.yml` reports. */
export const REQUIRED_CHECK = "autorepo/trial";

function holds(does: boolean): Fact {
  return does ? { is: "yes" } : { is: "no" };
}

function fromAnswer<T, F extends Fact>(answer: Answer<T>, judge: (value: T) => F): F | Unseen {
  if (answer.kind === "seen") return judge(answer.value);
  return unseen(answer.kind === "hidden" ? answer.why : "GitHub shows nothing of it to this token");
}

function noneOf(
  names: readonly string[],
  ours: readonly string[],
): Fact<object, { names: readonly string[] }> {
  const found = names.filter((name) => ours.includes(name));
  return found.length === 0 ? { is: "yes" } : { is: "no", names: found };
}

function workflowsFact(known: readonly { file: string; state: string }[]): RepositoryFacts["workflows"] {
  const stopped = WORKFLOWS.map((file) => ({
    file,
    state: known.find((workflow) => workflow.file === file)?.state ?? "missing",
  })).filter(({ state }) => state !== "active");
  return stopped.length === 0 ? { is: "yes" } : { is: "no", stopped };
}

/** A job that names an environment which is not there makes it, open to every branch. */
function branchesFact({ environment, branch }: RepositorySettings): RepositoryFacts["branches"] {
  if (environment.kind === "hidden") return unseen(environment.why);
  const rule = environment.kind === "absent" ? "every" : environment.value;
  if (rule === "every" || rule === "protected") return { is: "no", open: rule };
  if (rule.length === 0) return { is: "no", open: "none" };
  return rule.every((pattern) => pattern === branch) ? { is: "yes" } : { is: "no", open: "others" };
}

/** What a job in the environment is given: its own, and the repository's. No environment has no secrets. */
function bothOf(environment: StoredNames, repository: StoredNames): StoredNames {
  return {
    secrets: together(environment.secrets, repository.secrets),
    variables: together(environment.variables, repository.variables),
  };
}

function together(
  own: Answer<readonly string[]>,
  general: Answer<readonly string[]>,
): Answer<readonly string[]> {
  if (own.kind === "hidden") return own;
  const names = [own, general].flatMap((answer) => (answer.kind === "seen" ? answer.value : []));
  return { kind: "seen", value: names };
}

function storeSecretsFact(
  { secrets, variables }: StoredNames,
  written: BucketAddress | null,
): RepositoryFacts["storeSecrets"] {
  return fromAnswer(secrets, (secret) => {
    const plain = variables.kind === "seen" ? variables.value : [];
    const has = (name: string) => secret.includes(name) || plain.includes(name);
    const by = has("AUTOREPO_S3_ROLE") ? "role" : "keys";
    const keys = by === "role" ? [] : KEYS.filter((name) => !secret.includes(name));
    const isPlaced =
      written === null ||
      (written.region ?? written.endpoint) !== null ||
      has("AWS_REGION") ||
      has("AWS_ENDPOINT_URL_S3");
    const lacks = [...keys, ...(isPlaced ? [] : ["AWS_REGION"])];
    return lacks.length === 0 ? { is: "yes", by } : { is: "no", lacks };
  });
}

const KEYS = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
