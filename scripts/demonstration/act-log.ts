import type { BuildResult } from "../../actions/lib/documents/index.ts";

/** A line of `act --json`; what is no JSON is text of no job. */
export type ActLine = {
  /** "plan", or "build hello" of a matrix; null: of none. */
  readonly job: string | null;
  readonly text: string;
  /** UTC, in whole seconds; null: not said. */
  readonly time: number | null;
  readonly stepFailed: boolean;
  readonly jobEnded: boolean;
  /** Of a step's page, in Markdown; null: the line is none. */
  readonly summary: string | null;
};

/** How a job ended. */
export type JobEnd = {
  readonly job: string;
  readonly succeeded: boolean;
  /** Of a build's job; null: it is none, or did not say. */
  readonly outcome: BuildResult["outcome"] | null;
  readonly seconds: number | null;
  /** What it came to, in a few words; null: it did not say. */
  readonly says: string | null;
};

type Verdict = Pick<JobEnd, "outcome" | "says">;

type Written = {
  readonly job?: string;
  readonly jobID?: string;
  readonly matrix?: Readonly<Record<string, string>>;
  readonly msg?: string;
  readonly time?: string;
  readonly stepResult?: string;
  readonly jobResult?: string;
  readonly command?: string;
  readonly content?: string;
};

export function readActLine(text: string): ActLine {
  const written = parsed(text);
  const { jobID, matrix, msg = text, time, stepResult, jobResult, command, content } = written;
  const entry = matrix?.entry;
  return {
    job: jobID === undefined ? null : entry === undefined ? jobID : `${jobID} ${entry}`,
    text: msg.trimEnd(),
    time: time === undefined ? null : Date.parse(time) / 1000,
    stepFailed: stepResult === "failure",
    jobEnded: jobResult !== undefined,
    summary: command === "summary" ? (content ?? null) : null,
  };
}

function parsed(text: string): Written {
  if (!text.startsWith("{")) return {};
  try {
    return JSON.parse(text) as Written;
  } catch {
    return {};
  }
}

/** Reads line after line, and answers a job where one ends. */
export function watchJobs(): (line: ActLine) => JobEnd | null {
  const running = new Map<string, Verdict & { readonly since: number | null; readonly failed: boolean }>();
  return ({ job, text, time, stepFailed, jobEnded, summary }) => {
    if (job === null) return null;
    const before = running.get(job) ?? { since: time, failed: false, outcome: null, says: null };
    // act calls every leg of a matrix failed where one is: what its own steps say is right.
    const failed = before.failed || stepFailed;
    const now = { ...before, failed, ...(verdictIn(text) ?? headingIn(summary)) };
    running.set(job, now);
    if (!jobEnded) return null;
    const { since, outcome, says } = now;
    const seconds = time === null || since === null ? null : time - since;
    return { job, succeeded: !failed, outcome, seconds, says };
  };
}

/** The last line of a build: "==> hello: built, built hello 1.0-1". What was not tried is no failure of its job. */
function verdictIn(text: string): Verdict | null {
  const [, said, reason = ""] = VERDICT.exec(text) ?? [];
  if (said === undefined) return null;
  const outcome = said as BuildResult["outcome"];
  const isPlain = outcome === "built" || outcome === "failed";
  return { outcome, says: isPlain ? reason : `${outcome}, ${reason}` };
}

const VERDICT = /^==> [^ ]+: (built|unneeded|failed|blocked|postponed), (.*)/;

/** The first heading: "## Plan: 3 to build", "## Published generation 1". */
function headingIn(summary: string | null): Pick<Verdict, "says"> | null {
  const [, says] = /^#+ (?:Plan: )?(.*)/.exec(summary ?? "") ?? [];
  return says === undefined ? null : { says };
}
