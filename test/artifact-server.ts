import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/**
 * GitHub's service for artefacts as far as @actions/artifact speaks to it: the same twirp calls, and blobs that are put
 * in blocks. Immutable: a name is taken once in a run.
 */
export type ArtifactServer = AsyncDisposable & {
  readonly url: string;
  /** ACTIONS_RUNTIME_TOKEN of a job of the run. */
  readonly token: string;
  readonly artifacts: Map<string, Artifact>;
};

export type Artifact = {
  readonly id: number;
  readonly mimeType: string;
  bytes: Buffer;
  /** It can be listed only then. */
  isFinal: boolean;
};

const SERVICE = "/twirp/github.actions.results.api.v1.ArtifactService/";

export async function startArtifactServer(): Promise<ArtifactServer> {
  const artifacts = new Map<string, Artifact>();
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
    token: `x.${Buffer.from(JSON.stringify({ scp: "Actions.Results:run:job" })).toString("base64url")}.x`,
    artifacts,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

type Service = {
  readonly artifacts: Map<string, Artifact>;
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
  readonly name?: string;
  readonly mime_type?: string;
  readonly name_filter?: string;
  readonly id_filter?: string;
};
type Answer = readonly [status: number, body: unknown];

const CALLS: Readonly<Record<string, (service: Service, asked: Asked) => Answer>> = {
  CreateArtifact({ artifacts, url }, { name = "", mime_type = "" }) {
    if (artifacts.has(name)) {
      const msg = "an artifact with this name already exists on the workflow run";
      return [409, { code: "already_exists", msg }];
    }
    artifacts.set(name, {
      id: artifacts.size + 1,
      mimeType: mime_type,
      bytes: Buffer.alloc(0),
      isFinal: false,
    });
    return [200, { ok: true, signed_upload_url: `${url}/blob/${encodeURIComponent(name)}?sig=secret` }];
  },
  FinalizeArtifact({ artifacts }, { name = "" }) {
    const artifact = artifacts.get(name);
    if (artifact === undefined) return [404, { msg: "no such artifact" }];
    artifact.isFinal = true;
    return [200, { ok: true, artifact_id: String(artifact.id) }];
  },
  ListArtifacts({ artifacts }, { name_filter, id_filter }) {
    const listed = [...artifacts].filter(
      ([name, { id, isFinal }]) =>
        isFinal && (name_filter ?? name) === name && (id_filter ?? String(id)) === String(id),
    );
    const shown = listed.map(([name, { id, bytes }]) => ({
      workflow_run_backend_id: "run",
      workflow_job_run_backend_id: "job",
      database_id: String(id),
      name,
      size: String(bytes.length),
    }));
    return [200, { artifacts: shown }];
  },
  GetSignedArtifactURL({ url }, { name = "" }) {
    return [200, { signed_url: `${url}/blob/${encodeURIComponent(name)}?sig=secret` }];
  },
};

type BlobRequest = { readonly request: IncomingMessage; readonly url: URL; readonly body: Buffer };

/** Put Block, Put Block List, and Get Blob of Azure's storage. */
function answerBlob(
  { artifacts, blocks }: Service,
  { request, url, body }: BlobRequest,
  response: ServerResponse,
) {
  const name = decodeURIComponent(url.pathname.slice("/blob/".length));
  const artifact = artifacts.get(name);
  if (artifact === undefined || url.searchParams.get("sig") !== "secret")
    return response.writeHead(403).end();
  if (request.method === "GET") {
    const disposition = `attachment; filename="${name}"`;
    const headers = { "content-type": artifact.mimeType, "content-disposition": disposition };
    return response.writeHead(200, headers).end(artifact.bytes);
  }
  if (url.searchParams.get("comp") === "block") blocks.set(url.searchParams.get("blockid") ?? "", body);
  else if (url.searchParams.get("comp") === "blocklist") {
    const ids = [...body.toString().matchAll(/<Latest>([^<]*)<\/Latest>/g)].map(([, id = ""]) => id);
    artifact.bytes = Buffer.concat(ids.map((id) => blocks.get(id) ?? Buffer.alloc(0)));
  } else artifact.bytes = body;
  return response.writeHead(201, { etag: '"1"', "last-modified": new Date().toUTCString() }).end();
}
