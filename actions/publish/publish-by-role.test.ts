import assert from "node:assert/strict";
import type { IncomingHttpHeaders } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { type FaultProxy, type RecordedRequest, startFaultProxy } from "../../test/fault-proxy.ts";
import { type S3Server, startS3Server } from "../../test/s3-server.ts";
import { signingKey } from "../../test/signing-keys.ts";
import {
  type IdentityProvider,
  isTrusted,
  keysAnswer,
  refusalAnswer,
  startIdentityProvider,
  startTokenService,
  type TokenAnswer,
  type TokenService,
} from "../../test/web-identity.ts";
import { REPOSITORY, type StepRan, type WorkflowRun, workflowRun } from "../../test/workflow-run.ts";

const ARN = "arn:aws:iam::123456789012:role/publisher";
const NAMED = "repo:me/packages:environment:publish";
const IMMUTABLE = "repo:me@41/packages@42:environment:publish";

let provider: IdentityProvider;
let tokens: TokenService;
let bucket: S3Server;
let proxy: FaultProxy;
let run: WorkflowRun;
let plan: string;
let secrets: Readonly<Record<string, string>>;
/** Whom the role's trust policy names. */
let trusted = IMMUTABLE;
const stack = new AsyncDisposableStack();
before(async () => {
  const ids = { repository: REPOSITORY, repository_id: "42", repository_owner_id: "41" };
  provider = stack.use(await startIdentityProvider({ sub: IMMUTABLE, ...ids }));
  tokens = stack.use(await startTokenService(assumeRole));
  bucket = stack.use(await startS3Server({ everybody: "writes" }));
  proxy = stack.use(await startFaultProxy(bucket.endpoint, { edit: withoutSession }));
  run = stack.use(await workflowRun({ "packages.yaml": packagesYaml() }));
  const planned = await run.step({ job: "plan", attempt: 1, name: "Plan", action: "plan", inputs: {} });
  assert.equal(planned.exit, 0, planned.log);
  secrets = { AUTOREPO_SIGNING_KEY: await signingKey() };
  plan = planned.outputs.plan ?? "";
});
after(async () => await stack.disposeAsync());
beforeEach(() => {
  trusted = IMMUTABLE;
  tokens.asked.length = 0;
  proxy.forget();
  proxy.inject();
});

function packagesYaml(): string {
  return `repository:
  name: story
  store: s3://${bucket.bucket}
  url: ${bucket.url}
  mirror: ${process.env.AUTOREPO_TEST_MIRROR}
packages: {}
`;
}

function assumeRole(form: URLSearchParams, number: number): TokenAnswer {
  if (!isTrusted(form, { arn: ARN, trusts: { aud: "sts.amazonaws.com", sub: trusted } }, provider))
    return refusalAnswer("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity");
  const expiration = new Date(Date.now() + 3_600_000);
  return keysAnswer({ ...bucket.keys, sessionToken: `session-${number}`, expiration });
}

/** The server knows no sessions: what shows one, and its keys, goes to it as everybody's, and nothing else does. */
function withoutSession(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { authorization = "", "x-amz-security-token": session, ...rest } = headers;
  const isOfRole = session !== undefined && authorization.includes(`=${bucket.keys.accessKeyId}/`);
  return isOfRole ? rest : { ...rest, authorization: "of nobody" };
}

async function publish(job: string, identity: Readonly<Record<string, string>>): Promise<StepRan> {
  const role = { AUTOREPO_S3_ROLE: ARN, AWS_ENDPOINT_URL_STS: tokens.endpoint };
  const store = { AWS_ENDPOINT_URL_S3: proxy.url, AWS_REGION: bucket.region };
  return await run.step({
    ...{ job, attempt: 1, name: "Publish", action: "publish" },
    inputs: { verb: "publish", plan },
    variables: { ...secrets, ...store, ...role, ...identity },
  });
}

test("a role that another form of the job's name may take, and a job without an identity, are said in words", async () => {
  trusted = NAMED;
  const [refused, nameless] = await Promise.all([
    publish("refused", provider.variables),
    publish("nameless", {}),
  ]);
  assert.deepEqual([refused.exit, nameless.exit, proxy.requests.length], [1, 1, 0]);
  const error = (log: string) => /^::error::(.*)$/m.exec(log)?.[1] ?? "";
  const said = error(refused.log);
  assert.match(
    said,
    /gives no keys for arn:aws:iam::123456789012:role\/publisher: AccessDenied \(Not authorized/,
  );
  assert.match(said, /arn:aws:iam::123456789012:oidc-provider\/token\.actions\.githubusercontent\.com/);
  assert.match(said, /:aud = sts\.amazonaws\.com/);
  assert.ok(said.includes(`:sub = ${IMMUTABLE};`) && said.includes(`${NAMED}, which does not match`), said);
  assert.match(error(nameless.log), /GitHub gives this job no token.*needs `permissions: id-token: write`/);
  for (const form of tokens.asked) {
    const [, claims = ""] = form.get("WebIdentityToken")?.split(".") ?? [];
    assert.ok(claims !== "" && !said.includes(claims) && !refused.summary.includes(claims));
  }
});

test("a run publishes by a role, without keys among its secrets, and though its session ends in the middle", async () => {
  const hasEnded = (request: RecordedRequest, number: number) =>
    number >= 6 && request.headers["x-amz-security-token"] === "session-1";
  const what = { kind: "status", status: 400, code: "ExpiredToken" } as const;
  proxy.inject({ at: hasEnded, when: "before", what });
  const published = await publish("publish", provider.variables);
  assert.equal(published.exit, 0, published.log);
  assert.match(published.summary, /## Published generation 0/);
  assert.equal((await fetch(`${bucket.url}/state.json`)).status, 200);
  assert.equal(tokens.asked.length, 2, "once a session");
  const shown = new Set(proxy.requests.map(({ headers }) => headers["x-amz-security-token"]));
  assert.deepEqual([...shown], ["session-1", "session-2"]);
});
