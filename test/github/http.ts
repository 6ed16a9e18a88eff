/** A request to the emulated API, its body read. */
export type ApiRequest = {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly search: string;
  readonly headers: Headers;
  readonly body: Buffer;
  readonly token: string | null;
};

// biome-ignore lint/suspicious/noExplicitAny: what a client sends is looked at field by field
export function jsonOf(request: ApiRequest): Record<string, any> {
  try {
    return JSON.parse(request.body.toString() || "{}");
  } catch {
    return {};
  }
}

export function answerJson(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
  });
}

/** An error as the REST API words it. */
export function refuse(status: number, message: string, extra: object = {}): Response {
  const documentation_url = "https://docs.github.com/rest";
  return answerJson({ message, documentation_url, status: String(status), ...extra }, status);
}

export function invalid(resource: string, error: object): Response {
  return refuse(422, "Validation Failed", { errors: [{ resource, ...error }] });
}
