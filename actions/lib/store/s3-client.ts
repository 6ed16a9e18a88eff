import { S3Client } from "@aws-sdk/client-s3";
import type { BucketAddress } from "../packages-yaml/packages-yaml.ts";
import { roleSession } from "./role-session.ts";
import type { S3Access, S3Credentials, S3Limits } from "./s3-access.ts";
import { StoreError } from "./store-error.ts";

const CONNECT_MILLISECONDS = 10_000;
/** What stores outside AWS take when nobody chose a region: it is only part of the signature. */
const ANY_REGION = "us-east-1";

/**
 * The SDK, told everything, so that it looks for nothing in the environment or in files of its own. It never repeats
 * a request by itself: which ones may be repeated is for the store to say.
 */
export function s3Client(address: BucketAddress, { credentials }: S3Access, limits: S3Limits): S3Client {
  const { bucket, endpoint, region } = address;
  if (endpoint === null && region === null) {
    throw new StoreError(
      "other-region",
      `store s3://${bucket}: AWS needs to know the bucket's region: write "region: eu-central-1" under "repository:" ` +
        "or set AWS_REGION; for another provider write its endpoint",
    );
  }
  const session = sessionOf(credentials);
  const client = new S3Client({
    ...(endpoint === null ? {} : { endpoint }),
    ignoreConfiguredEndpointUrls: true,
    region: region ?? ANY_REGION,
    // Not every provider has a host name for every bucket, and a bucket with dots matches no certificate.
    forcePathStyle: endpoint !== null || bucket.includes("."),
    credentials: session.credentials,
    // Only where S3 demands them: others refuse the SDK's newer ones (platform facts E5). Bodies are in the signature.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    maxAttempts: 1,
    retryMode: "standard",
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    expectContinueHeader: false,
    requestHandler: {
      connectionTimeout: CONNECT_MILLISECONDS,
      socketTimeout: limits.idleMilliseconds,
      httpAgent: { keepAlive: true, maxSockets: 16 },
      httpsAgent: { keepAlive: true, maxSockets: 16 },
    },
  });
  session.renewWhenRefused(client);
  return client;
}

function sessionOf(credentials: S3Credentials) {
  if (credentials.kind === "web-identity") return roleSession(credentials.webIdentity);
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const keys = { accessKeyId, secretAccessKey, ...(sessionToken === null ? {} : { sessionToken }) };
  return { credentials: keys, renewWhenRefused() {} };
}
