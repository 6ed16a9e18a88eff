import { type ApiRequest, answerJson } from "./http.ts";

/** What goes wrong, and how often; the first that fits a request and is not used up is taken. */
export type Fault = {
  /** One, or several with bars between. */
  readonly method: string;
  readonly path: RegExp;
  /** Requests that pass before it. */
  after?: number;
  /** Requests that meet it. */
  times: number;
  readonly answer:
    | { readonly status: number; readonly message?: string; readonly headers?: Record<string, string> }
    /** The connection ends without an answer, before or after the request took effect. */
    | "lost-request"
    | "lost-answer";
};

export function nextFault(faults: readonly Fault[], { method, path }: ApiRequest): Fault["answer"] | null {
  for (const fault of faults) {
    if (fault.times === 0 || !fault.method.split("|").includes(method) || !fault.path.test(path)) continue;
    if (fault.after !== undefined && fault.after > 0) {
      fault.after--;
      continue;
    }
    fault.times--;
    return fault.answer;
  }
  return null;
}

export function faultAnswer({ status, message, headers }: Exclude<Fault["answer"], string>): Response {
  return answerJson({ message: message ?? "fault" }, status, headers ?? {});
}

/** How GitHub asks for a pause, and what is then said of it. */
export const RATE_LIMITS: readonly (readonly [what: string, Fault["answer"], says: RegExp])[] = [
  ["retry-after", { status: 429, headers: { "retry-after": "7" } }, /again in 7 s/],
  [
    "a secondary limit",
    { status: 403, message: "You have exceeded a secondary rate limit." },
    /again in 60 s/,
  ],
];
