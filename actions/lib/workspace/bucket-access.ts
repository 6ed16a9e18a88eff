import { parseEndpoint, type StoreAddress } from "../packages-yaml/index.ts";
import type { S3Access } from "../store/index.ts";
import { MissingKeyError, SettingError } from "./setting-error.ts";

/** What the usual AWS variables say; null: not set. */
export type AwsVariables = {
  readonly endpoint: string | null;
  readonly region: string | null;
  readonly accessKeyId: string | null;
  readonly secretAccessKey: string | null;
  readonly sessionToken: string | null;
  /** AUTOREPO_S3_ROLE: for workflows, in place of keys. */
  readonly role: string | null;
  /** Where the role's keys are had: AWS's own STS where it is not set. */
  readonly stsEndpoint: string | null;
};

export function readAwsVariables(variables: NodeJS.ProcessEnv): AwsVariables {
  return {
    endpoint: variables.AWS_ENDPOINT_URL_S3 || null,
    region: variables.AWS_REGION || null,
    accessKeyId: variables.AWS_ACCESS_KEY_ID || null,
    secretAccessKey: variables.AWS_SECRET_ACCESS_KEY || null,
    sessionToken: variables.AWS_SESSION_TOKEN || null,
    role: variables.AUTOREPO_S3_ROLE || null,
    stsEndpoint: variables.AWS_ENDPOINT_URL_STS || null,
  };
}

/**
 * A bucket's address with the endpoint and region of the environment, which count more than packages.yaml's.
 *
 * @throws SettingError, naming the variable whose value is not understood.
 */
export function completeAddress(
  address: StoreAddress,
  { endpoint, region }: AwsVariables,
  { ownMachine }: { readonly ownMachine: boolean },
): StoreAddress {
  if (address.kind !== "s3") return address;
  const given = endpointIn("AWS_ENDPOINT_URL_S3", endpoint, { ownMachine });
  return { ...address, endpoint: given ?? address.endpoint, region: region ?? address.region };
}

function endpointIn(
  variable: string,
  value: string | null,
  where: { readonly ownMachine: boolean },
): string | null {
  if (value === null) return null;
  const parsed = parseEndpoint(value, where);
  if (parsed.ok) return parsed.value;
  throw new SettingError(`${variable}: ${parsed.refusal.says}; ${parsed.refusal.fix}`);
}

/**
 * How a store is opened beyond its address; null for a folder. A role counts before keys, where there is an identity
 * that can take it.
 *
 * @throws MissingKeyError where there is nothing that opens a bucket; SettingError where AWS_ENDPOINT_URL_STS is not understood
 */
export function accessTo(
  address: StoreAddress,
  aws: AwsVariables,
  identityToken?: () => Promise<string>,
): S3Access | null {
  if (address.kind !== "s3") return null;
  const { accessKeyId, secretAccessKey, sessionToken, role } = aws;
  if (role !== null && identityToken !== undefined) {
    const region = address.region ?? ANY_REGION;
    // A token goes there that opens the bucket for whoever reads it.
    const endpoint = endpointIn("AWS_ENDPOINT_URL_STS", aws.stsEndpoint, { ownMachine: false });
    const webIdentity = { roleArn: role, token: identityToken, region };
    return {
      credentials: {
        kind: "web-identity",
        webIdentity: endpoint === null ? webIdentity : { ...webIdentity, endpoint },
      },
    };
  }
  if (accessKeyId === null || secretAccessKey === null) {
    throw new MissingKeyError(
      `there are no keys for s3://${address.bucket}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY` +
        (address.endpoint === null ? ", and outside AWS the endpoint, as AWS_ENDPOINT_URL_S3" : "") +
        "; workflows on GitHub may name a role of AWS instead, as AUTOREPO_S3_ROLE",
    );
  }
  return { credentials: { kind: "keys", accessKeyId, secretAccessKey, sessionToken } };
}

/** Every region's STS gives keys for any role. */
const ANY_REGION = "us-east-1";
