import { ForgeError } from "./forge-error.ts";

/** A request that failed; `status` null: no answer came. */
export type Failure = {
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** GitHub's words. */
  readonly message: string;
  /** "PATCH /repos/o/r/pulls/3" */
  readonly request: string;
  readonly cause: unknown;
};

export type Verdict =
  | { readonly kind: "wait"; readonly seconds: number; readonly why: string }
  | { readonly kind: "stop"; readonly error: ForgeError };

export const MOST_ATTEMPTS = 4;
/** A longer pause is left to the next run. */
const LONGEST_WAIT_SECONDS = 300;
/** "Wait for at least one minute", where GitHub does not say how long. */
const UNSAID_WAIT_SECONDS = 60;

/** Whether a failed request is worth another try, and when (GitHub's "Best practices for using the REST API"). */
export function judgeFailure(failure: Failure, { attempt, now }: { attempt: number; now: Date }): Verdict {
  const { status, message } = failure;
  if (isOutage(failure)) return judgeOutage(failure, attempt);
  if (status === 429 || (status === 403 && isLimit(failure))) return judgeLimit(failure, { attempt, now });
  if (/not permitted to create or approve pull requests/i.test(message)) return stop("may-not-open", failure);
  if (status === 401 || status === 403) return stop("no-permission", failure);
  return stop(status === 404 ? "not-found" : "refused", failure);
}

/** Nobody knows whether the request took effect. */
export function isOutage({ status }: Failure): boolean {
  return status === null || status >= 500;
}

function judgeOutage(failure: Failure, attempt: number): Verdict {
  if (attempt >= MOST_ATTEMPTS) return stop("unavailable", failure);
  const answered = failure.status === null ? "does not answer" : `answers ${failure.status}`;
  return { kind: "wait", seconds: 2 ** attempt, why: `GitHub ${answered}` };
}

function isLimit({ headers, message }: Failure): boolean {
  return (
    headers["retry-after"] !== undefined ||
    headers["x-ratelimit-remaining"] === "0" ||
    /secondary rate limit|rate limit exceeded|abuse detection/i.test(message)
  );
}

function judgeLimit(failure: Failure, { attempt, now }: { attempt: number; now: Date }): Verdict {
  const seconds = wantedSeconds(failure, now) ?? UNSAID_WAIT_SECONDS * attempt;
  if (attempt >= MOST_ATTEMPTS || seconds > LONGEST_WAIT_SECONDS) return stop("rate-limited", failure);
  return { kind: "wait", seconds, why: "GitHub's rate limit is reached" };
}

function wantedSeconds({ headers }: Failure, now: Date): number | null {
  const after = Number(headers["retry-after"]);
  if (headers["retry-after"] !== undefined && Number.isFinite(after)) return Math.max(1, after);
  const reset = Number(headers["x-ratelimit-reset"]);
  if (headers["x-ratelimit-remaining"] !== "0" || !Number.isFinite(reset)) return null;
  return Math.max(1, Math.ceil(reset - now.getTime() / 1000));
}

function stop(code: ForgeError["code"], { request, status, message, cause }: Failure): Verdict {
  const answer = status === null ? message : `${status}: ${message}`;
  const remedy = code === "no-permission" && /\/issues\b/.test(request) ? ISSUES_REMEDY : REMEDY[code];
  return { kind: "stop", error: new ForgeError(code, `${remedy}${request}: ${answer}`, { cause }) };
}

const ISSUES_REMEDY = "the token may not do this: the job needs `issues: write`; ";

const REMEDY: Readonly<Record<ForgeError["code"], string>> = {
  "may-not-open":
    'workflows of this repository may not open pull requests: switch on "Allow GitHub Actions to create and approve ' +
    'pull requests" in Settings > Actions > General > Workflow permissions (of the organisation too, where there is one)' +
    ", and run it again; ",
  "no-permission":
    "the token may not do this: the job needs `contents: write`, `pull-requests: write`, `statuses: write` and " +
    "`actions: write`; ",
  "rate-limited": "GitHub asks us to come back later, and the next run goes on from here; ",
  unavailable: "GitHub cannot be reached or fails, and the next run goes on from here; ",
  "not-found": "",
  refused: "GitHub refused ",
};
