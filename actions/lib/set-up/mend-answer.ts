import type { StoreErrorCode } from "../store/index.ts";
import { publisherPolicy } from "./aws-documents.ts";
import type { BucketStore, GitHubRepository } from "./facts.ts";
import { command, paste, type Remedy, shellWord, step } from "./finding.ts";
import { secretCommand } from "./git-hub-places.ts";
import { KEYS } from "./mend-access.ts";
import { mendTrust, onAws } from "./mend-bucket.ts";

/** What mends a bucket that does not answer as it should, by what it said; anything, where it was not asked. */
export function mendAnswer(store: BucketStore, repository: GitHubRepository | null): readonly Remedy[] {
  const { answers } = store;
  const known = answers.is === "no" ? CURES[answers.code] : undefined;
  return (known ?? lookForIt)(store, repository);
}

type Cure = (store: BucketStore, repository: GitHubRepository | null) => readonly Remedy[];

const CURES: Partial<Record<StoreErrorCode, Cure>> = {
  "unknown-key": ({ provider, address: { endpoint } }, repository) => [
    step(
      `see that endpoint: in packages.yaml, ${endpoint ?? "not set and so AWS"}, is of whom the keys are from`,
    ),
    step(`else ${KEYS[provider]}`),
    ...given(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"], repository),
  ],
  "wrong-secret": (_, repository) => [
    step(
      "copy the secret again, whole and without blanks; nobody shows one twice: if it is lost, make new keys",
    ),
    ...given(["AWS_SECRET_ACCESS_KEY"], repository),
  ],
  "ended-session": (_, repository) => [
    step("keys of a session end: get new ones with their token, or lasting ones, which have none"),
    command("unset AWS_SESSION_TOKEN"),
    ...given(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"], repository),
  ],
  forbidden: letIn,
  "no-bucket": makeBucket,
  "other-region": (store) => [
    step(
      "the region that this prints (null: us-east-1) belongs below repository: as region:, and into AWS_REGION where that is set",
    ),
    command(
      onAws(
        { address: { ...store.address, region: ANY_REGION } },
        `get-bucket-location --bucket ${shellWord(store.address.bucket)}`,
      ),
    ),
  ],
  untrusted: () => [
    step("of a server of your own: name the certificate of the authority that made its certificate"),
    command("export NODE_EXTRA_CA_CERTS=AUTHORITY.pem"),
  ],
  clock: () => [
    step("set this machine's clock; the server's time is in the Date: of its answers"),
    command("sudo timedatectl set-ntp true"),
  ],
  unreachable: ({ address: { endpoint, region } }) => [
    step(
      "see that the server runs and is reached from here, and that endpoint: or AWS_ENDPOINT_URL_S3 names it",
    ),
    command(`curl -sSI ${shellWord(endpoint ?? `https://s3.${region}.amazonaws.com`)}`),
  ],
};

/** AWS tells a bucket's region at the endpoint of any. */
const ANY_REGION = "us-east-1";

function given(names: readonly string[], repository: GitHubRepository | null): readonly Remedy[] {
  const shell = command(`export ${names.map((name) => `${name}=…`).join(" ")}`);
  return [
    shell,
    ...(repository === null ? [] : names.map((name) => command(secretCommand(repository, name)))),
  ];
}

function letIn(
  { access, address, provider }: BucketStore,
  repository: GitHubRepository | null,
): readonly Remedy[] {
  if (provider !== "aws") return [step(KEYS[provider])];
  const byRole = access.is === "yes" && access.by === "role";
  return [
    ...(byRole ? mendTrust(repository) : [command("aws sts get-caller-identity")]),
    paste("the policy of the user or role that publishes", publisherPolicy(address)),
  ];
}

function makeBucket(store: BucketStore): readonly Remedy[] {
  const { bucket, region } = store.address;
  const place =
    store.provider === "aws" && region !== null && region !== ANY_REGION
      ? ` --create-bucket-configuration LocationConstraint=${shellWord(region)}`
      : "";
  return [
    command(onAws(store, `create-bucket --bucket ${shellWord(bucket)}${place}`)),
    step("or write the bucket that is there: store:, and endpoint: of its server, in packages.yaml"),
  ];
}

function lookForIt(store: BucketStore): readonly Remedy[] {
  const { bucket, endpoint } = store.address;
  const where =
    endpoint === null ? "of AWS: store: and region:" : `at ${endpoint}: store:, endpoint: and region:`;
  return [
    step(`see that the bucket ${bucket} is there, ${where} in packages.yaml name it`),
    command(onAws(store, `head-bucket --bucket ${shellWord(bucket)}`)),
  ];
}
