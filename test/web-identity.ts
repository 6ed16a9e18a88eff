import { generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export type Claims = Readonly<Record<string, string>>;

/** GitHub's side: gives jobs tokens of their identity. */
export type IdentityProvider = AsyncDisposable & {
  /** What the runner sets for a job that has `id-token: write`. */
  readonly variables: Readonly<Record<string, string>>;
  /** The claims of a token that is its own; null: it is none. */
  claimsOf(token: string): Claims | null;
};

export async function startIdentityProvider(job: Claims): Promise<IdentityProvider> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  let tokens = 0;
  const server = await serve((request, response) => {
    const audience = new URL(request.url ?? "", "http://localhost").searchParams.get("audience");
    const isJob = request.headers.authorization === "Bearer of-the-job";
    const claims = { ...job, iss: ISSUER, aud: audience ?? "https://github.com/me", jti: `${++tokens}` };
    response.writeHead(isJob ? 200 : 401, { "content-type": "application/json" });
    response.end(JSON.stringify(isJob ? { value: signed(claims, privateKey) } : { message: "Unauthorized" }));
  });
  return {
    variables: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "of-the-job",
    },
    claimsOf: (token) => claimsOf(token, publicKey),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const ISSUER = "https://token.actions.githubusercontent.com";

/** As RFC 7515 has it, with ES256; GitHub's own are of RS256. */
function signed(claims: object, key: KeyObject): string {
  const parts = [{ typ: "JWT", alg: "ES256" }, claims].map((part) => encoded(JSON.stringify(part)));
  const signature = sign("sha256", Buffer.from(parts.join(".")), { key, dsaEncoding: "ieee-p1363" });
  return [...parts, signature.toString("base64url")].join(".");
}

function encoded(text: string): string {
  return Buffer.from(text).toString("base64url");
}

function claimsOf(token: string, key: KeyObject): Claims | null {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const bytes = Buffer.from(`${header}.${claims}`);
  const isOwn = verify(
    "sha256",
    bytes,
    { key, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  return isOwn ? JSON.parse(Buffer.from(claims, "base64url").toString()) : null;
}

export type TokenAnswer = { readonly status: number; readonly xml: string };

/** AWS's side: STS, as far as roles for web identities go. */
export type TokenService = AsyncDisposable & {
  readonly endpoint: string;
  /** What was asked, which a test may empty. */
  readonly asked: URLSearchParams[];
};

/** Answers each exchange with what `answer` says. */
export async function startTokenService(
  answer: (form: URLSearchParams, number: number) => TokenAnswer,
): Promise<TokenService> {
  const asked: URLSearchParams[] = [];
  const server = await serve(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    const { status, xml } = answer(form, asked.push(form));
    response.writeHead(status, { "content-type": "text/xml" }).end(xml);
  });
  return { endpoint: server.url, asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

export type TemporaryKeys = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
};

/** As in the documentation's example of the answer. */
export function keysAnswer({
  accessKeyId,
  secretAccessKey,
  sessionToken,
  expiration,
}: TemporaryKeys): TokenAnswer {
  const xml = `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult><Credentials>
    <SessionToken>${sessionToken}</SessionToken>
    <SecretAccessKey>${secretAccessKey}</SecretAccessKey>
    <Expiration>${expiration.toISOString()}</Expiration>
    <AccessKeyId>${accessKeyId}</AccessKeyId>
  </Credentials></AssumeRoleWithWebIdentityResult>
</AssumeRoleWithWebIdentityResponse>`;
  return { status: 200, xml };
}

export function refusalAnswer(code: string, message: string, status = 403): TokenAnswer {
  const error = `<Type>Sender</Type><Code>${code}</Code><Message>${message}</Message>`;
  return { status, xml: `<ErrorResponse><Error>${error}</Error></ErrorResponse>` };
}

type Role = {
  readonly arn: string;
  readonly trusts: { readonly aud: string; readonly sub: string };
};

/** Whether the form asks for a role that trusts whoever the token is of. */
export function isTrusted(form: URLSearchParams, { arn, trusts }: Role, provider: IdentityProvider): boolean {
  const claims = provider.claimsOf(form.get("WebIdentityToken") ?? "");
  return (
    form.get("Action") === "AssumeRoleWithWebIdentity" &&
    form.get("RoleArn") === arn &&
    claims?.aud === trusts.aud &&
    claims.sub === trusts.sub
  );
}

async function serve(
  answer: (...exchange: Parameters<RequestListener<typeof IncomingMessage>>) => void,
): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
