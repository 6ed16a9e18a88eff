const AUDIENCE = "sts.amazonaws.com";
const ISSUER = "token.actions.githubusercontent.com";

/**
 * What a role has to trust so that whoever shows the token gets its keys, in the two forms that GitHub has for the subject: since
 * July 2026 with the ids of owner and repository (GitHub's OpenID Connect reference, "Immutable subject claims").
 */
export function trustAdvice(roleArn: string, token: string): string {
  const [, account = "ACCOUNT_ID"] = /^arn:[\w-]+:iam::(\d+):/.exec(roleArn) ?? [];
  const { own, other } = subjectsIn(token);
  return (
    `Its trust policy must allow sts:AssumeRoleWithWebIdentity to the identity provider arn:aws:iam::${account}:` +
    `oidc-provider/${ISSUER}, which that account must have, on the conditions ${ISSUER}:aud = ${AUDIENCE} and ` +
    `${ISSUER}:sub = ${own}; the same job may also be known as ${other}, which does not match. ` +
    "`scripts/autorepo doctor` prints the policy"
  );
}

type Subjects = { readonly own: string; readonly other: string };

/** As the token names its job, and the form that it does not have. */
function subjectsIn(token: string): Subjects {
  const { sub, repository, repository_id, repository_owner_id } = claimsIn(token);
  const [, named, job] = /^repo:([^/:]+\/[^/:]+):(.+)$/.exec(sub ?? "") ?? [];
  if (sub === undefined || named === undefined || job === undefined) return UNKNOWN;
  const [owner, name] = (repository ?? named.replaceAll(/@\d+/g, "")).split("/");
  const old = `repo:${owner}/${name}:${job}`;
  const immutable = `repo:${owner}@${repository_owner_id ?? "OWNER_ID"}/${name}@${repository_id ?? "REPOSITORY_ID"}:${job}`;
  return { own: sub, other: named.includes("@") ? old : immutable };
}

const UNKNOWN: Subjects = {
  own: "repo:OWNER@OWNER_ID/REPOSITORY@REPOSITORY_ID:environment:publish",
  other: "repo:OWNER/REPOSITORY:environment:publish",
};

type Claims = Partial<
  Readonly<Record<"sub" | "repository" | "repository_id" | "repository_owner_id", string>>
>;

const MOST_CHARACTERS = 300;

/** What a token says of whoever shows it, which is no secret; nothing of what is no such token. */
function claimsIn(token: string): Claims {
  try {
    const said: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    const claims = Object.entries(said ?? {}).filter(
      ([, value]) =>
        typeof value === "string" && value.length <= MOST_CHARACTERS && !/[\s\p{C}]/u.test(value),
    );
    return Object.fromEntries(claims);
  } catch {
    return {};
  }
}
