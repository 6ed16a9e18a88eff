import type { BucketAddress } from "../packages-yaml/packages-yaml.ts";
import type { GitHubRepository } from "./facts.ts";
import { subjectsOf } from "./oidc-subject.ts";

const VERSION = "2012-10-17";
const ISSUER = "token.actions.githubusercontent.com";

/** Who may take the role of AUTOREPO_S3_ROLE: jobs of this repository in the environment publish, nobody else. */
export function trustPolicy(repository: GitHubRepository): string {
  const { trusted } = subjectsOf(repository);
  return document({
    Version: VERSION,
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::ACCOUNT_ID:oidc-provider/${ISSUER}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${ISSUER}:aud`]: "sts.amazonaws.com",
            [`${ISSUER}:sub`]: trusted.length === 1 ? trusted[0] : trusted,
          },
        },
      },
    ],
  });
}

/** What the role, or the user whose keys are used, may do: this prefix only, and the state is never deleted. */
export function publisherPolicy({ bucket, prefix }: BucketAddress): string {
  const objects = (key: string) => `arn:aws:s3:::${bucket}/${prefix === "" ? "" : `${prefix}/`}${key}`;
  const states = ["state.json", "heads/state.json"].map(objects);
  // A GET of what is absent carries no prefix, and says 404 only to whom the bucket may be listed.
  const below = prefix === "" ? {} : { Condition: { StringLikeIfExists: { "s3:prefix": [`${prefix}/*`] } } };
  const allow = (sid: string, actions: readonly string[], resource: string) => ({
    ...{ Sid: sid, Effect: "Allow", Action: actions, Resource: resource },
  });
  return document({
    Version: VERSION,
    Statement: [
      allow("Publish", ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"], objects("*")),
      { ...allow("TellAbsentFromForbidden", ["s3:ListBucket"], `arn:aws:s3:::${bucket}`), ...below },
      allow("Prune", ["s3:DeleteObject"], objects("*")),
      { Sid: "KeepTheState", Effect: "Deny", Action: ["s3:DeleteObject"], Resource: states },
    ],
  });
}

/** Lets readers without keys fetch objects, where the bucket itself is the website. */
export function readersPolicy({ bucket, prefix }: BucketAddress): string {
  return document({
    Version: VERSION,
    Statement: [
      {
        Sid: "EverybodyReads",
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: `arn:aws:s3:::${bucket}/${prefix === "" ? "" : `${prefix}/`}*`,
      },
    ],
  });
}

/** Parts of uploads that were cut off are paid for until something takes them away (platform fact E9). */
export function leftoversRule({ prefix }: BucketAddress): string {
  return document({
    Rules: [
      {
        ID: "autorepo-incomplete-uploads",
        Status: "Enabled",
        Filter: { Prefix: prefix === "" ? "" : `${prefix}/` },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
    ],
  });
}

export const WEBSITE = '{"IndexDocument":{"Suffix":"index.html"}}';

function document(value: object): string {
  return JSON.stringify(value, null, 2);
}
