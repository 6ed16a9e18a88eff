import { leftoversRule, publisherPolicy, readersPolicy, trustPolicy, WEBSITE } from "./aws-documents.ts";
import type { BucketStore, GitHubRepository } from "./facts.ts";
import { command, paste, place, type Remedy, shellWord, step } from "./finding.ts";
import { subjectsOf } from "./oidc-subject.ts";

/** A call of the AWS command line, which speaks to every S3 server. */
export function onAws({ address: { endpoint, region } }: Pick<BucketStore, "address">, call: string): string {
  const [at, inRegion] = [
    endpoint === null ? "" : ` --endpoint-url ${shellWord(endpoint)}`,
    region === null ? "" : ` --region ${shellWord(region)}`,
  ];
  return `aws s3api ${call}${at}${inRegion}`;
}

export function mendPolicies(store: BucketStore): readonly Remedy[] {
  const { address, provider } = store;
  const bucket = shellWord(address.bucket);
  if (provider === "r2") {
    return [
      step('the API token: "Object Read & Write", for this bucket only; R2 knows no finer rights'),
      step("readers: connect a domain of yours in the bucket's Settings > Public access > Custom domains"),
      place("https://dash.cloudflare.com/?to=/:account/r2/overview"),
    ];
  }
  return [
    paste("the policy of the user or role that publishes", publisherPolicy(address)),
    paste("the bucket's policy, where readers come to the bucket itself", readersPolicy(address)),
    ...(provider === "aws"
      ? [step("new buckets of AWS refuse such a policy until this was said"), openBucket(bucket)]
      : []),
    command(onAws(store, `get-bucket-policy --bucket ${bucket}`)),
  ];
}

/** Lists for single objects (ACLs) stay refused. */
function openBucket(bucket: string): Remedy {
  const block =
    "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=false,RestrictPublicBuckets=false";
  return command(
    `aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration ${block}`,
  );
}

export function mendLeftovers(store: BucketStore): readonly Remedy[] {
  const bucket = shellWord(store.address.bucket);
  if (store.provider === "r2") {
    return [
      step(
        "nothing, if the bucket's own rule of seven days is still there: Settings > Object lifecycle rules",
      ),
    ];
  }
  return [
    command(onAws(store, `get-bucket-lifecycle-configuration --bucket ${bucket}`)),
    step(
      "what it prints is replaced as a whole: add this rule to the others, save it as lifecycle.json, and",
    ),
    paste("lifecycle.json", leftoversRule(store.address)),
    command(
      onAws(
        store,
        `put-bucket-lifecycle-configuration --bucket ${bucket} --lifecycle-configuration file://lifecycle.json`,
      ),
    ),
  ];
}

export function mendRedirects(store: BucketStore, url: string | null): readonly Remedy[] {
  const bucket = shellWord(store.address.bucket);
  const published = step(
    "after the first publication, the answer is looked for again with: scripts/autorepo verify --repair",
  );
  if (store.provider === "r2") {
    return [
      step("nothing: R2 has no redirects of objects, so clients verify packages, and databases are unsigned"),
    ];
  }
  return [
    command(onAws(store, `put-bucket-website --bucket ${bucket} --website-configuration '${WEBSITE}'`)),
    url === null
      ? step("write the website's address, or that of a proxy before it, as repository.url")
      : step(`let ${url} lead to the website's endpoint, not to the bucket's plain one`),
    published,
  ];
}

export function mendTrust(repository: GitHubRepository | null): readonly Remedy[] {
  if (repository === null)
    return [step("put the repository on GitHub first: the role trusts it by name and id")];
  const { named, immutable } = subjectsOf(repository);
  const lookUp = `gh api repos/${repository.name} --jq '"OWNER_ID \\(.owner.id) REPOSITORY_ID \\(.id)"'`;
  return [
    ...(repository.ids === null ? [step("the ids are printed by"), command(lookUp)] : []),
    step(
      `a token's sub is ${immutable}, or, of repositories from before July 15, 2026 that kept their names, ${named}`,
    ),
    paste("the role's trust policy, with your account's number", trustPolicy(repository)),
    command(
      "aws iam create-open-id-connect-provider --url https://token.actions.githubusercontent.com --client-id-list sts.amazonaws.com",
    ),
  ];
}
