import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/**
 * GitHub's service for artefacts as far as @actions/artifact speaks to it: the same twirp calls, and blobs that are put
 * in blocks. Immutable: a name is taken once in an attempt of a run; jobs of later attempts see those of earlier ones.
 */
export type ArtifactServer = AsyncDisposable & {
  readonly url: string;
  /** ACTIONS_RUNTIME_TOKEN of a job of the run's first attempt. */
  readonly token: string;
  /** The same of another attempt. */
  tokenOf(attempt: number): string;
  /** In the order in which they were begun. */
  readonly artifacts: Artifact[];
};

export type Artifact = {
  readonly id: number;
  readonly name: string;
  /** What the service takes for the job; here the attempt. */
  readonly job: string;
  readonly mimeType: string;
  bytes: Buffer;
  /** As whoever uploaded it says; null: not said. */
  digest: string | null;
  /** It can be listed only then. */
  isFinal: boolean;
};

const SERVICE = "/twirp/github.actions.results.api.v1.ArtifactService/";

export async function startArtifactServer(): Promise<ArtifactServer> {
  const artifacts: Artifact[] = [];
  const blocks = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    answer({ artifacts, blocks, url }, request, response).catch((error) =>
      response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    url,
    token: tokenOf(1),
    tokenOf,
    artifacts,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function tokenOf(attempt: number): string {
  const claims = JSON.stringify({ scp: `Actions.Results:run:${attempt}` });
  return `x.${Buffer.from(claims).toString("base64url")}.x`;
}

type Service = {
  readonly artifacts: Artifact[];
  readonly blocks: Map<string, Buffer>;
  readonly url: string;
};

async function answer(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", service.url);
  const body = await buffer(request);
  if (url.pathname.startsWith("/blob/")) {
    answerBlob(service, { request, url, body }, response);
    return;
  }
  const call = url.pathname.startsWith(SERVICE) ? CALLS[url.pathname.slice(SERVICE.length)] : undefined;
  const [status, said] = call?.(service, JSON.parse(body.toString())) ?? [404, { msg: "no such call" }];
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(said));
}

type Asked = {
  readonly workflow_job_run_backend_id?: string;
  readonly name?: string;
  readonly mime_type?: string;
  readonly hash?: string;
  readonly name_filter?: string;
  readonly id_filter?: string;
};
type Answer = readonly [status: number, body: unknown];

const CALLS: Readonly<Record<string, (service: Service, asked: Asked) => Answer>> = {
  CreateArtifact(service, asked) {
    const { name = "", mime_type: mimeType = "", workflow_job_run_backend_id: job = "" } = asked;
    if (named(service, asked) !== undefined) {
      const msg = "an artifact with this name already exists on the workflow run";
      return [409, { code: "already_exists", msg }];
    }
    const id = service.artifacts.length + 1;
    const bytes = Buffer.alloc(0);
    service.artifacts.push({ id, name, job, mimeType, bytes, digest: null, isFinal: false });
    return [200, { ok: true, signed_upload_url: `${service.url}/blob/${id}?sig=secret` }];
  },
  FinalizeArtifact(service, asked) {
    const artifact = named(service, asked);
    if (artifact === undefined) return [404, { msg: "no such artifact" }];
    artifact.isFinal = true;
    artifact.digest = asked.hash ?? null;
    return [200, { ok: true, artifact_id: String(artifact.id) }];
  },
  ListArtifacts({ artifacts }, { name_filter, id_filter }) {
    const listed = artifacts.filter(
      ({ id, name, isFinal }) =>
        isFinal && (name_filter ?? name) === name && (id_filter ?? String(id)) === String(id),
    );
    const shown = listed.map(({ id, name, job, bytes, digest }) => ({
      workflow_run_backend_id: "run",
      workflow_job_run_backend_id: job,
      database_id: String(id),
      name,
      size: String(bytes.length),
      ...(digest === null ? {} : { digest }),
    }));
    return [200, { artifacts: shown }];
  },
  GetSignedArtifactURL(service, asked) {
    const artifact = named(service, asked);
    if (artifact === undefined) return [404, { msg: "no such artifact" }];
    return [200, { signed_url: `${service.url}/blob/${artifact.id}?sig=secret` }];
  },
};

function named({ artifacts }: Service, { name, workflow_job_run_backend_id: job }: Asked) {
  return artifacts.find((artifact) => artifact.name === name && artifact.job === job);
}

type BlobRequest = { readonly request: IncomingMessage; readonly url: URL; readonly body: Buffer };

/** Put Block, Put Block List, and Get Blob of Azure's storage. */
function answerBlob(
  { artifacts, blocks }: Service,
  { request, url, body }: BlobRequest,
  response: ServerResponse,
) {
  const id = url.pathname.slice("/blob/".length);
  const artifact = artifacts.find((one) => String(one.id) === id);
  if (artifact === undefined || url.searchParams.get("sig") !== "secret")
    return response.writeHead(403).end();
  if (request.method === "GET") {
    const disposition = `attachment; filename="${artifact.name}"`;
    const headers = { "content-type": artifact.mimeType, "content-disposition": disposition };
    return response.writeHead(200, headers).end(artifact.bytes);
  }
  const blockOf = (name: string | null) => `${id} ${name}`;
  if (url.searchParams.get("comp") === "block") blocks.set(blockOf(url.searchParams.get("blockid")), body);
  else if (url.searchParams.get("comp") === "blocklist") {
    const ids = [...body.toString().matchAll(/<Latest>([^<]*)<\/Latest>/g)].map(([, name = ""]) => name);
    artifact.bytes = Buffer.concat(ids.map((name) => blocks.get(blockOf(name)) ?? Buffer.alloc(0)));
  } else artifact.bytes = body;
  return response.writeHead(201, { etag: '"1"', "last-modified": new Date().toUTCString() }).end();
}
