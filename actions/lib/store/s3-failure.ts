import { StoreError, type StoreErrorCode, systemCode } from "./store-error.ts";

/** What went wrong with a request, whether a server said it or nobody answered. */
export type Failure = {
  /** null: no answer that could be understood. */
  readonly status: number | null;
  /** S3's own code ("NoSuchKey", …), or the system's ("ECONNRESET", …). */
  readonly code: string;
  readonly message: string;
  /** How long the server asks to be left alone. */
  readonly retryAfterSeconds: number | null;
};

/** Reads an error of the SDK. HEAD requests are answered without a body: their code says only the status. */
export function failureOf(error: unknown): Failure {
  const { $metadata, $response } = (error ?? {}) as SdkError;
  const name = error instanceof Error ? error.name : "";
  const retryAfter = Number($response?.headers?.["retry-after"] ?? Number.NaN);
  return {
    status: $metadata?.httpStatusCode ?? null,
    code: systemCode(error) ?? name,
    message: error instanceof Error ? error.message : String(error),
    retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter >= 0 ? retryAfter : null,
  };
}

type SdkError = {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
};

/** Said of a request that did nothing, or is safe to be done twice: the same may succeed in a moment. */
const PASSING_CODES = [
  "SlowDown",
  "RequestTimeout",
  "IncompleteBody",
  "BadDigest",
  "XAmzContentSHA256Mismatch",
  "OperationAborted",
  // The SDK has read the server's clock from the answer, and signs with it from now on.
  "RequestTimeTooSkewed",
];

/** Whether the same request may succeed in a moment. */
export function isPassing(error: unknown): boolean {
  if (error instanceof StoreError) return error.code === "unreachable";
  const { status, code } = failureOf(error);
  if (code === "AbortError" || Object.hasOwn(WRONG_CERTIFICATE, code)) return false;
  if (status === null || status < 300) return true; // cut off, or a success that is not one
  return (
    status === 408 || status === 429 || (status >= 500 && status !== 501) || PASSING_CODES.includes(code)
  );
}

/** A failed condition; some stores say 304 for a name that is taken. */
export function isPreconditionFailed(error: unknown): boolean {
  const { status } = failureOf(error);
  return status === 412 || status === 304;
}

/** Two writers met: nothing was written, and a condition could not be judged. */
export function isWriteConflict(error: unknown): boolean {
  const { status, code } = failureOf(error);
  return status === 409 && (code === "ConditionalRequestConflict" || code === "OperationAborted");
}

/** There is no such object, said by an S3 server of a bucket that is there. */
export function isNoSuchKey(error: unknown): boolean {
  return failureOf(error).code === "NoSuchKey";
}

export type Place = { readonly place: string; readonly endpoint: string; readonly bucket: string };

/** The error for whoever called the store: where, what the server said, what to do. */
export function explainFailure(error: unknown, { place, endpoint, bucket }: Place, key: string): StoreError {
  const where = `store ${place}, ${key || "listing"}`;
  if (error instanceof StoreError) {
    const isExplained = error.code === "invalid-key" || error.message.startsWith(where);
    return isExplained ? error : new StoreError(error.code, `${where}: ${error.message}`, { cause: error });
  }
  const failure = failureOf(error);
  const { code, advice } = meaningOf(failure, isPassing(error), { endpoint, bucket });
  return new StoreError(code, `${where}: ${saidBy(endpoint, failure)}: ${advice}`, { cause: error });
}

const LONGEST_MESSAGE = 300;

function saidBy(endpoint: string, { status, code, message }: Failure): string {
  const words = message.replaceAll(/\p{Cc}+/gu, " ").slice(0, LONGEST_MESSAGE);
  // The SDK's name for an answer without a body, as HEAD requests get.
  const said = code === "Unknown" ? "" : ` ${code} (${words})`;
  return status === null
    ? `${endpoint} does not answer as it should,${said}`
    : `${endpoint} says ${status}${said}`;
}

type Meaning = { readonly code: StoreErrorCode; readonly advice: string };

function meaningOf(
  { status, code }: Failure,
  passing: boolean,
  { endpoint, bucket }: Pick<Place, "endpoint" | "bucket">,
): Meaning {
  if (code === "RequestTimeTooSkewed") return CLOCK;
  const wrongCertificate = WRONG_CERTIFICATE[code];
  if (wrongCertificate !== undefined) return { code: "untrusted", advice: wrongCertificate };
  if (code === "ENOTFOUND") return NO_HOST;
  if (passing) return UNREACHABLE;
  if (code === "NoSuchBucket") {
    const advice = `make the bucket "${bucket}" there, or correct store: and endpoint: in packages.yaml`;
    return { code: "no-bucket", advice };
  }
  if (WRONG_REGION.includes(code) || status === 301) return REGION;
  const wrongKeys = WRONG_KEYS[code];
  if (wrongKeys !== undefined) return wrongKeys;
  if (status === 401 || status === 403) return { code: "forbidden", advice: NO_PERMISSION };
  if (status === 501 || code === "NotImplemented") return UNSUPPORTED;
  const advice = `is ${endpoint} an S3 server, and the prefix free for objects of these names?`;
  return { code: "refused", advice };
}

const CLOCK: Meaning = {
  code: "clock",
  advice:
    "this machine's clock is wrong by more than the server bears: set it, for instance with timedatectl set-ntp true",
};
const UNREACHABLE: Meaning = {
  code: "unreachable",
  advice: "it may be down or have too much to do, run the same again later",
};
const NO_HOST: Meaning = {
  code: "unreachable",
  advice: "no host of that name is known here: correct endpoint: in packages.yaml or AWS_ENDPOINT_URL_S3",
};
const REGION: Meaning = {
  code: "other-region",
  advice: "the bucket is in another region: correct region: in packages.yaml or AWS_REGION",
};
const UNSUPPORTED: Meaning = { code: "unsupported", advice: "this store lacks what was asked of it" };

const WRONG_REGION = [
  "PermanentRedirect",
  "AuthorizationHeaderMalformed",
  "IllegalLocationConstraintException",
];

const NO_PERMISSION =
  "either these keys may not do this, or the object is absent and they may not list the bucket (s3:ListBucket), " +
  "without which absent and forbidden look the same: compare their policy with what `scripts/autorepo doctor` prints";

const UNKNOWN_KEY: Meaning = {
  code: "unknown-key",
  advice: "AWS_ACCESS_KEY_ID is not known there: were these keys made for this provider, and not deleted?",
};

const WRONG_KEYS: Readonly<Record<string, Meaning>> = {
  InvalidAccessKeyId: UNKNOWN_KEY,
  // As versitygw has it.
  XAdminUserNotFound: UNKNOWN_KEY,
  SignatureDoesNotMatch: {
    code: "wrong-secret",
    advice: "AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID, or was cut when it was copied",
  },
  ExpiredToken: { code: "ended-session", advice: "the session of these keys has ended: get new ones" },
  InvalidToken: {
    code: "ended-session",
    advice: "AWS_SESSION_TOKEN does not belong to these keys: unset it, or get new ones",
  },
};

const UNTRUSTED =
  "nobody whom this machine trusts made its certificate: if it is your server, set NODE_EXTRA_CA_CERTS to a file with the " +
  "certificate of the authority that did";
const NOT_NOW =
  "its certificate is not valid now: whoever runs it has to renew it, or this machine's clock is wrong";

/** As OpenSSL names them (X509_STORE_CTX_get_error(3)), and Node. */
const WRONG_CERTIFICATE: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  CERT_HAS_EXPIRED: NOT_NOW,
  CERT_NOT_YET_VALID: NOT_NOW,
  ERR_TLS_CERT_ALTNAME_INVALID:
    "its certificate is of another name: write the endpoint as the certificate has it",
};
