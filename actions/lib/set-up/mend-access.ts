import { type BucketStore, type GitHubRepository, repositoryOf, type SetUpFacts } from "./facts.ts";
import { command, paste, place, type Remedy, step } from "./finding.ts";
import { environmentUrl, secretCommand, variableCommand } from "./git-hub-places.ts";

const REGIONS = { aws: "eu-central-1", r2: "auto", other: "us-east-1" } as const;

export function mendRegion(
  { provider }: BucketStore,
  repository: GitHubRepository | null,
): readonly Remedy[] {
  const region = REGIONS[provider];
  return [
    paste("packages.yaml, below repository:", `region: ${region}`),
    ...(repository === null
      ? [command(`export AWS_REGION=${region}`)]
      : [command(`${variableCommand(repository, "AWS_REGION")} --body ${region}`)]),
  ];
}

export function mendAccess({ provider }: BucketStore, facts: SetUpFacts): readonly Remedy[] {
  const repository = repositoryOf(facts);
  const keys = [step(KEYS[provider])];
  if (repository === null) {
    return [...keys, command("export AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=…")];
  }
  const role = [
    step("or, on AWS, without keys: a role for workflows, named in AUTOREPO_S3_ROLE"),
    command(`${variableCommand(repository, "AUTOREPO_S3_ROLE")} --body arn:aws:iam::ACCOUNT_ID:role/ROLE`),
  ];
  return [
    ...keys,
    command(secretCommand(repository, "AWS_ACCESS_KEY_ID")),
    command(secretCommand(repository, "AWS_SECRET_ACCESS_KEY")),
    ...(provider === "aws" ? role : []),
    place(environmentUrl(repository)),
    ...(facts.place.viewpoint === "machine"
      ? [step("to look with them from here, set them in this shell's environment too")]
      : []),
  ];
}

/** How keys are made that open the bucket. */
export const KEYS = {
  aws: "make keys for a user that has the policy below and no other right",
  r2: 'make an API token in the dashboard, R2 > "Manage API tokens": "Object Read & Write", for this bucket only',
  other: "make keys that may read, write, list and delete in this bucket only, at the store's provider",
} as const;
