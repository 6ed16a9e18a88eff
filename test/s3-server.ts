import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer as createHttpServer, request } from "node:http";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PutBucketPolicyCommand, PutBucketWebsiteCommand, S3Client } from "@aws-sdk/client-s3";
import type { OwnCertificate } from "./own-certificate.ts";

/** A real S3 server (versitygw) with one bucket that everybody may read; gone with its files when disposed. */
export type S3Server = AsyncDisposable & {
  /** `http://127.0.0.1:PORT`; path style. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The usual AWS variables, for a process that writes to the bucket. */
  readonly variables: Readonly<Record<string, string>>;
  /** The bucket as a plain endpoint shows it to readers without keys: no redirects. */
  readonly url: string;
  /** The bucket as a website endpoint shows it: follows `WebsiteRedirectLocation`. */
  readonly website: string;
  /** The port that `url` and `website` have, for readers in containers who know this machine by another address. */
  readonly ports: { readonly url: number; readonly website: number };
  /** The bucket's files on this machine. */
  readonly folder: string;
};

export type S3ServerOptions = {
  /** "0.0.0.0" for readers in containers. */
  readonly listen?: "127.0.0.1" | "0.0.0.0";
  readonly bucket?: string;
  /** "writes": also without keys, for a proxy that changes what signatures cover. */
  readonly everybody?: "reads" | "writes";
  /** Speaks TLS with this certificate, which this process must trust; its website then does not answer. */
  readonly certificate?: Pick<OwnCertificate, "certFile" | "keyFile">;
};

/** Starts a server on free ports. Each test may have its own: it takes a quarter of a second. */
export async function startS3Server(options: S3ServerOptions = {}): Promise<S3Server> {
  const { listen = "127.0.0.1", bucket = "packages", everybody = "reads", certificate = null } = options;
  await using stack = new AsyncDisposableStack();
  const root = await mkdtemp(join(tmpdir(), "autorepo-s3-"));
  stack.defer(() => rm(root, { recursive: true, force: true }));
  const folder = join(root, bucket);
  await mkdir(folder);
  const keys = { accessKeyId: "test", secretAccessKey: randomBytes(16).toString("hex") };
  const server = stack.use(await startVersitygw({ root, listen, keys, certificate }));
  await prepareBucket({ ...server, bucket, keys, everybody });
  const site = stack.use(await serveWebsite({ ...server, bucket, listen }));
  const rest = stack.move();
  return {
    endpoint: server.endpoint,
    region: REGION,
    bucket,
    keys,
    variables: {
      AWS_ENDPOINT_URL_S3: server.endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    },
    url: `${server.endpoint}/${bucket}`,
    website: `http://127.0.0.1:${site.port}`,
    ports: { url: server.port, website: site.port },
    folder,
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

const REGION = "us-east-1";

type Keys = S3Server["keys"];
type Running = { readonly endpoint: string; readonly port: number; readonly websitePort: number };

async function startVersitygw(place: {
  readonly root: string;
  readonly listen: string;
  readonly keys: Keys;
  readonly certificate: S3ServerOptions["certificate"] | null;
}): Promise<Running & AsyncDisposable> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const websitePort = await freePort();
    const health = `/${randomBytes(8).toString("hex")}`;
    const child = spawnVersitygw({ ...place, port, websitePort, health });
    const endpoint = `${place.certificate ? "https" : "http"}://127.0.0.1:${port}`;
    if (await answers(`${endpoint}${health}`, child)) {
      return { endpoint, port, websitePort, [Symbol.asyncDispose]: () => end(child) };
    }
    await end(child);
    // Somebody else may have taken a port between our look and the start.
    if (attempt === 3) throw new Error(`versitygw does not start: ${startProblem(child)}`);
  }
}

type Start = {
  readonly root: string;
  readonly listen: string;
  readonly keys: Keys;
  readonly certificate: S3ServerOptions["certificate"] | null;
  readonly port: number;
  readonly websitePort: number;
  readonly health: string;
};

const words = new WeakMap<ChildProcess, string>();

function spawnVersitygw(start: Start): ChildProcess {
  const program = process.env.AUTOREPO_TEST_S3_SERVER || "versitygw";
  const args = ["--port", `${start.listen}:${start.port}`, "--website", `127.0.0.1:${start.websitePort}`];
  const { certificate } = start;
  const tls = certificate ? ["--cert", certificate.certFile, "--key", certificate.keyFile] : [];
  const rest = ["--health", start.health, "--region", REGION, "--keep-alive", "--quiet", "posix", start.root];
  const child = spawn("sh", ["-c", ENDS_WITH_ITS_INPUT, "sh", program, ...args, ...tls, ...rest], {
    stdio: ["pipe", "ignore", "pipe"],
    env: {
      PATH: process.env.PATH ?? "",
      ROOT_ACCESS_KEY_ID: start.keys.accessKeyId,
      ROOT_SECRET_ACCESS_KEY: start.keys.secretAccessKey,
    },
  });
  child.stderr?.on("data", (chunk) => words.set(child, `${words.get(child) ?? ""}${chunk}`.slice(-2000)));
  return child;
}

/** A test that is killed takes its server along. */
const ENDS_WITH_ITS_INPUT = `exec 3<&0; "$@" 3<&- & pid=$!; { cat <&3 >/dev/null; kill $pid; } & wait $pid`;

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  for (let i = 0; i < 500 && child.exitCode === null; i++) {
    const response = await fetch(url).catch(() => null);
    if (response !== null) return (await response.text()) === "OK";
    await sleep(20);
  }
  return false;
}

function startProblem(child: ChildProcess): string {
  const said = words.get(child)?.trim() || "it says nothing";
  return child.exitCode === 127
    ? "it is not here: run ./scripts/test, or put the folder of what scripts/setup/s3-server prints on PATH"
    : said;
}

async function end(child: ChildProcess): Promise<void> {
  const ended = child.exitCode === null ? once(child, "exit") : null;
  child.stdin?.on("error", () => {}).end();
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  server.close();
  await once(server, "close");
  return port;
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server does not listen");
  return address.port;
}

type Bucket = {
  readonly endpoint: string;
  readonly bucket: string;
  readonly keys: Keys;
  readonly everybody: "reads" | "writes";
};

/** Everybody may read, or even write, and there is a website. */
async function prepareBucket({ endpoint, bucket, keys, everybody }: Bucket): Promise<void> {
  const client = new S3Client({ endpoint, region: REGION, forcePathStyle: true, credentials: { ...keys } });
  const arn = `arn:aws:s3:::${bucket}`;
  const allow = (Action: string, Resource: string) => ({ Effect: "Allow", Principal: "*", Action, Resource });
  const Statement =
    everybody === "writes"
      ? [allow("s3:*Object", `${arn}/*`), allow("s3:ListBucket", arn)]
      : [allow("s3:GetObject", `${arn}/*`)];
  const policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: policy }));
  const WebsiteConfiguration = { IndexDocument: { Suffix: "index.html" } };
  await client.send(new PutBucketWebsiteCommand({ Bucket: bucket, WebsiteConfiguration }));
  client.destroy();
}

type Site = { readonly websitePort: number; readonly bucket: string; readonly listen: string };

/** A website endpoint knows the bucket by the name of its host; readers here come by address. */
async function serveWebsite({
  websitePort,
  bucket,
  listen,
}: Site): Promise<AsyncDisposable & { port: number }> {
  const server = createHttpServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, host: bucket };
    const { method, url: path } = incoming;
    const onward = request({ host: "127.0.0.1", port: websitePort, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  }).listen(0, listen);
  await once(server, "listening");
  return {
    port: portOf(server),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
