import type { GitHubRepository } from "./facts.ts";

/** The environment that holds the secrets, and is part of the identity that its jobs have. */
export const PUBLISH_ENVIRONMENT = "publish";

/** Who a job of the environment is to AWS, in each form that GitHub may use. */
export type Subjects = {
  /** The one that this repository has, or both where that cannot be known. */
  readonly trusted: readonly string[];
  readonly named: string;
  /** With ids, which nobody gets anew who takes over a name. */
  readonly immutable: string;
};

/** Repositories made or renamed since then have the form with ids (platform fact 0.2). */
const IMMUTABLE_SINCE = Date.UTC(2026, 6, 15);

/** The `sub` of a job's token: GitHub's reference of OpenID Connect, "Immutable subject claims". */
export function subjectsOf({ name, ids, created }: GitHubRepository): Subjects {
  const [owner = "", repository = ""] = name.split("/");
  const job = `environment:${PUBLISH_ENVIRONMENT}`;
  const named = `repo:${name}:${job}`;
  const numbers = ids ?? { owner: "OWNER_ID", repository: "REPOSITORY_ID" };
  const immutable = `repo:${owner}@${numbers.owner}/${repository}@${numbers.repository}:${job}`;
  const isNew = created !== null && created.getTime() >= IMMUTABLE_SINCE;
  return { trusted: isNew ? [immutable] : [immutable, named], named, immutable };
}
