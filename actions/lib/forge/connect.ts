import { getOctokit } from "@actions/github";
import type { Failure } from "./judge-failure.ts";
import { type Clock, politeSender } from "./politeness.ts";

export type ForgeSettings = {
  readonly token: string;
  /** `GITHUB_API_URL` */
  readonly apiUrl: string;
  /** `GITHUB_SERVER_URL`, for links. */
  readonly serverUrl: string;
  /** "owner/name" */
  readonly repository: string;
  readonly clock: Clock;
  /** Told of every pause. */
  readonly note: (text: string) => void;
};

/** One repository on GitHub. Its requests wait and repeat as GitHub asks, and fail with a ForgeError. */
export type Forge = {
  readonly rest: Octokit["rest"];
  readonly paginate: Octokit["paginate"];
  /** For every request's parameters. */
  readonly at: { readonly owner: string; readonly repo: string };
  readonly repository: string;
  /** Address of the repository in a browser. */
  readonly webUrl: string;
  readonly clock: Clock;
};

type Octokit = ReturnType<typeof getOctokit>;

export function connectForge(settings: ForgeSettings): Forge {
  const { token, apiUrl, serverUrl, repository, clock } = settings;
  const [owner = "", repo = ""] = repository.split("/");
  const octokit = getOctokit(token, { baseUrl: apiUrl.replace(/\/$/, ""), log: SILENT });
  const send = politeSender(clock, settings.note);
  octokit.hook.wrap("request", (request, options) =>
    send({
      writes: options.method !== "GET",
      once: options.request?.once === true,
      send: async () => await orUnchanged(request(options)),
      explain: (error) =>
        explain(error, `${options.method} ${filledIn(options.url, { owner, repo, ...options })}`),
    }),
  );
  const { rest, paginate } = octokit;
  const webUrl = `${serverUrl.replace(/\/$/, "")}/${repository}`;
  return { rest, paginate, at: { owner, repo }, repository, webUrl, clock };
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

function filledIn(url: string, values: Readonly<Record<string, unknown>>): string {
  const path = url.replace(/^https?:\/\/[^/]+/, "");
  return path.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

type RequestError = {
  readonly status?: number;
  readonly message?: string;
  readonly response?: {
    readonly headers?: Failure["headers"];
    readonly data?: {
      readonly message?: string;
      readonly errors?: readonly ({ readonly message?: string } | string)[];
    };
  };
};

/** That nothing changed since an ETag is an answer, though the SDK throws it. */
async function orUnchanged<Answer>(asked: Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    const { status, response } = error as { readonly status?: number; readonly response?: Answer };
    if (status === 304 && response !== undefined) return response;
    throw error;
  }
}

/** An error without a response is a connection that failed, whatever status the SDK gives it. */
function explain(error: unknown, request: string): Failure {
  const { status, message = String(error), response } = error as RequestError;
  const details = response?.data?.errors?.map((each) =>
    typeof each === "string" ? each : (each.message ?? JSON.stringify(each)),
  );
  const words = response?.data?.message ?? message;
  return {
    status: response === undefined ? null : (status ?? null),
    headers: response?.headers ?? {},
    message: [words, ...(details ?? [])].join(": "),
    request,
    cause: error,
  };
}
