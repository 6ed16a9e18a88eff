import { networkWords } from "../../actions/lib/network/index.ts";
import { ask, Failure } from "./command.ts";
import type { Variables } from "./loop.ts";

/**
 * Where a bucket is, as `scripts/autorepo` takes it, from what other programs take too: the AWS tools also read
 * AWS_ENDPOINT_URL and AWS_DEFAULT_REGION. Servers other than AWS's rarely mind the region, which signatures need.
 */
export function bucketVariables(environment: NodeJS.ProcessEnv): Variables {
  const endpoint = environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL || "";
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || "us-east-1";
  return { AWS_REGION: region, ...(endpoint === "" ? {} : { AWS_ENDPOINT_URL_S3: endpoint }) };
}

type Finding = {
  readonly id: string;
  readonly topic: string;
  readonly status: "found" | "missing" | "unseen";
  readonly needed: boolean;
  readonly says: string;
};

/** What a verb prints that cannot do its work. */
type Unanswered = { readonly error?: { readonly message: string } };

/**
 * Tries keys, bucket and signing key as publishing will use them, before anything is built.
 *
 * Throws a Failure with all that is wrong.
 */
export async function examineBucket(place: BucketPlace, environment: Variables): Promise<void> {
  // Of GitHub nothing is asked here.
  const offline = { ...environment, GITHUB_TOKEN: "" };
  const wrong = await wrongInSetUp(place, offline);
  if (wrong.length > 0) {
    const doctor = `${place.autorepo} doctor --manifest ${place.manifest}`;
    throw unpublishable([...wrong, `What mends it is told by: ${doctor}`]);
  }
  const unknown = await wrongInState(place, offline);
  if (unknown.length > 0) throw unpublishable(unknown);
}

/** The command line, and the packages.yaml that names the bucket. */
export type BucketPlace = { readonly autorepo: string; readonly manifest: string };

async function wrongInSetUp(
  { autorepo, manifest }: BucketPlace,
  environment: Variables,
): Promise<readonly string[]> {
  const command = [autorepo, "doctor", "--json", "--manifest", manifest];
  // Ends so where anything is missing, perhaps nothing that concerns the bucket: its words count.
  const answer = await ask(command, { environment, alsoExit: MACHINE_LACKS });
  const { findings, error } = JSON.parse(answer) as Unanswered & { findings: readonly Finding[] };
  if (error !== undefined) return [error.message];
  return findings
    .filter(({ topic, status }) => status === "missing" && (topic === "store" || topic === "signing"))
    .filter(({ id, needed }) => needed || id === "store.policies")
    .map(({ says }) => says);
}

/** What another key signed there is not replaced. */
async function wrongInState(
  { autorepo, manifest }: BucketPlace,
  environment: Variables,
): Promise<readonly string[]> {
  const command = [autorepo, "verify", "--json", "--manifest", manifest];
  const answer = await ask(command, { environment, alsoExit: STORE_REFUSED });
  const { problems, error } = JSON.parse(answer) as Unanswered & {
    problems: readonly { key: string; message: string }[];
  };
  if (error !== undefined) return [error.message];
  return problems.filter(({ key }) => key === "state.json").map(({ message }) => message);
}

function unpublishable(lines: readonly string[]): Failure {
  return new Failure(
    ["nothing can be published there:", ...lines.map((line) => `  ${line}`)].join("\n"),
    STORE_REFUSED,
  );
}

/** Exit codes of `scripts/autorepo`. */
const STORE_REFUSED = 3;
const MACHINE_LACKS = 4;

/**
 * Why a client, which has no keys, cannot read what was published; null: it can. Many buckets let nobody read until a
 * policy says otherwise.
 */
export async function whyUnreadable(server: string): Promise<string | null> {
  try {
    const response = await fetch(`${server}/state.json`, { signal: AbortSignal.timeout(MOST_MILLISECONDS) });
    await response.body?.cancel();
    return response.ok ? null : `it says ${response.status}`;
  } catch (error) {
    return `it cannot be asked: ${networkWords(error)}`;
  }
}

const MOST_MILLISECONDS = 10_000;
