import assert from "node:assert/strict";
import { test } from "node:test";
import { type GitHub, startGitHub } from "../../../test/github/start-github.ts";
import { connectForge, readRepositorySettings } from "../forge/index.ts";
import type { BucketAddress } from "../packages-yaml/packages-yaml.ts";
import type { RepositoryFacts } from "./facts.ts";
import { repositoryFacts, WORKFLOWS } from "./look-at-git-hub.ts";

const REPOSITORY = "me/packages";
const BUCKET: BucketAddress = { kind: "s3", bucket: "shelf", prefix: "", endpoint: null, region: null };
const KEYS = ["AUTOREPO_SIGNING_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

async function start(): Promise<GitHub> {
  const github = await startGitHub({
    repositories: [REPOSITORY],
    tokens: {
      "token-me": { login: "me" },
      "token-ci": { login: "github-actions[bot]", permissions: { contents: "read" } },
    },
  });
  github.commit(REPOSITORY, { "packages.yaml": "packages:\n" });
  return github;
}

async function look(github: GitHub, token = "token-me"): Promise<RepositoryFacts> {
  const clock = { now: () => new Date(), sleep: async () => {} };
  const address = { apiUrl: github.url, serverUrl: "https://github.com", repository: REPOSITORY };
  const forge = connectForge({ token, ...address, clock, note: () => {} });
  const settings = await readRepositorySettings(forge, { environment: "publish", workflow: "updates.yml" });
  return repositoryFacts({ kind: "shown", settings }, BUCKET);
}

function outcomes(facts: RepositoryFacts): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(facts).map(([name, { is }]) => [name, is]));
}

/** As the README asks for. */
function setUp(github: GitHub): void {
  const settings = github.settings(REPOSITORY);
  for (const file of WORKFLOWS) settings.workflows[file] = "active";
  settings.environments.publish = {
    branches: ["main"],
    secrets: [...KEYS, "AUTOREPO_SMTP_URL"],
    variables: ["AWS_REGION"],
  };
  settings.requiredChecks.push("autorepo/trial");
}

test("a repository set up as the README says lacks nothing", async () => {
  await using github = await start();
  setUp(github);
  assert.deepEqual(new Set(Object.values(outcomes(await look(github)))), new Set(["yes"]));
});

test("a new copy lacks the environment, its secrets, workflows and the required check", async () => {
  await using github = await start();
  github.allowPullRequests(false);
  github.switchIssues(REPOSITORY, false);
  const facts = await look(github);
  const missing = Object.entries(outcomes(facts)).filter(([, is]) => is === "no");
  assert.deepEqual(missing.map(([name]) => name).toSorted(), [
    ...["branches", "environment", "issues", "mail", "pullRequests", "requiredCheck"],
    ...["signingSecret", "storeSecrets", "workflows"],
  ]);
  assert.deepEqual(facts.storeSecrets, {
    is: "no",
    lacks: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"],
  });
});

test("a workflow's token sees no settings, which are then not called missing", async () => {
  await using github = await start();
  setUp(github);
  const facts = await look(github, "token-ci");
  const { pullRequests, actions, defaultToken, signingSecret, storeSecrets, confined, hidden, mail } = facts;
  for (const fact of [
    pullRequests,
    actions,
    defaultToken,
    signingSecret,
    storeSecrets,
    confined,
    hidden,
    mail,
  ]) {
    assert.deepEqual(fact, { is: "unseen", why: "the token may not see it" });
  }
  assert.deepEqual([facts.environment.is, facts.workflows.is, facts.requiredCheck.is], ["yes", "yes", "yes"]);
});

test("a schedule that GitHub stopped, and secrets in the open, are named", async () => {
  await using github = await start();
  setUp(github);
  const settings = github.settings(REPOSITORY);
  settings.workflows["updates.yml"] = "disabled_inactivity";
  settings.secrets.push("AUTOREPO_SIGNING_KEY", "SOMEBODY_ELSES");
  settings.variables.push("AWS_SECRET_ACCESS_KEY");
  settings.environments.publish = {
    branches: ["main", "release/*"],
    secrets: [],
    variables: ["AUTOREPO_S3_ROLE"],
  };
  const facts = await look(github);
  assert.deepEqual(facts.workflows, {
    is: "no",
    stopped: [{ file: "updates.yml", state: "disabled_inactivity" }],
  });
  assert.deepEqual(facts.confined, { is: "no", names: ["AUTOREPO_SIGNING_KEY"] });
  assert.deepEqual(facts.hidden, { is: "no", names: ["AWS_SECRET_ACCESS_KEY"] });
  assert.deepEqual(facts.branches, { is: "no", open: "others" });
  assert.deepEqual(facts.storeSecrets, { is: "no", lacks: ["AWS_REGION"] });
});

test("actions that may not run are told apart from those that are all off", async () => {
  await using github = await start();
  const settings = github.settings(REPOSITORY);
  settings.actions.allowed_actions = "local_only";
  assert.deepEqual((await look(github)).actions, { is: "no", off: "others" });
  settings.actions.enabled = false;
  assert.deepEqual((await look(github)).actions, { is: "no", off: "all" });
  Object.assign(settings.actions, { enabled: true, allowed_actions: "selected" });
  assert.equal((await look(github)).actions.is, "yes");
});
