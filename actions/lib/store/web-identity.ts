import { networkWords } from "../network/index.ts";
import type { WebIdentity } from "./s3-access.ts";
import { StoreError } from "./store-error.ts";
import { trustAdvice } from "./trust-advice.ts";

const TIMEOUT_MILLISECONDS = 30_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** Keys that hold until `expiration`. */
export type TemporaryKeys = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
};

/**
 * Exchanges a token for keys of a role: AssumeRoleWithWebIdentity,
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 * Throws a StoreError with what STS said.
 */
export async function assumeRole(identity: WebIdentity): Promise<TemporaryKeys> {
  const endpoint = identity.endpoint ?? `https://sts.${identity.region}.amazonaws.com`;
  const token = await tokenOf(identity);
  const form = new URLSearchParams({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: identity.roleArn,
    RoleSessionName: "arch-autorepo",
    WebIdentityToken: token,
  });
  const { status, text } = await post(endpoint, form);
  const keys = status === 200 ? keysIn(text) : null;
  if (keys !== null) return keys;
  const code = elementOf(text, "Code");
  const failure = `${endpoint} gives no keys for ${identity.roleArn}: ${code ?? `status ${status}`}${said(text)}`;
  if (status === 429 || status >= 500 || PASSING_CODES.includes(code ?? ""))
    throw new StoreError("unreachable", failure);
  throw new StoreError("forbidden", `${failure}. ${trustAdvice(identity.roleArn, token)}`);
}

/** Said of a request that may succeed in a moment. */
const PASSING_CODES = ["IDPCommunicationError", "Throttling", "ThrottlingException", "RequestLimitExceeded"];

async function tokenOf({ roleArn, token }: WebIdentity): Promise<string> {
  try {
    return await token();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError("forbidden", `no keys can be had for ${roleArn}: ${why}`, { cause });
  }
}

async function post(endpoint: string, form: URLSearchParams): Promise<{ status: number; text: string }> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
    const response = await fetch(endpoint, { method: "POST", body: form, redirect: "error", signal });
    return { status: response.status, text: await beginningOf(response) };
  } catch (error) {
    throw new StoreError("unreachable", `${endpoint}: ${networkWords(error)}`, { cause: error });
  }
}

/** What is longer is no answer of STS, and nobody's memory is filled with it. */
async function beginningOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).toString("utf8", 0, MAX_ANSWER_BYTES);
}

function keysIn(xml: string): TemporaryKeys | null {
  const accessKeyId = elementOf(xml, "AccessKeyId");
  const secretAccessKey = elementOf(xml, "SecretAccessKey");
  const sessionToken = elementOf(xml, "SessionToken");
  const expiration = new Date(elementOf(xml, "Expiration") ?? "");
  if (accessKeyId === null || secretAccessKey === null || sessionToken === null) return null;
  return Number.isNaN(expiration.getTime())
    ? null
    : { accessKeyId, secretAccessKey, sessionToken, expiration };
}

function said(xml: string): string {
  const message = elementOf(xml, "Message");
  return message === null ? "" : ` (${message.slice(0, 300)})`;
}

/** Text of the first element of that name: STS's answers are flat, and their values hold no markup. */
function elementOf(xml: string, name: string): string | null {
  const [, text = ""] = new RegExp(`<${name}>([^<&]*)</${name}>`).exec(xml) ?? [];
  return text.trim() || null;
}
