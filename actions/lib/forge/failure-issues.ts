import type { Forge } from "./connect.ts";
import { createOnce } from "./create-once.ts";
import { type FailureMarker, failureMarkerOf, withFailureMarker } from "./failure-marker.ts";
import { isRefusal } from "./forge-error.ts";
import type { Content, Label } from "./write-proposals.ts";

/** An issue of ours about packages that fail, open or not. */
export type FailureIssue = {
  readonly number: number;
  readonly url: string;
  readonly state: "open" | "closed";
  readonly title: string;
  readonly body: string;
  readonly marker: FailureMarker;
};

/** By the second one they are found: pull requests of ours have the first one too. */
export const ISSUE_LABELS: readonly Label[] = ["autorepo", "failing"];

/** All there ever were; one request per hundred. */
export async function readFailureIssues(forge: Forge): Promise<readonly FailureIssue[]> {
  const wanted = { ...forge.at, state: "all", labels: "failing", per_page: 100 } as const;
  const listed = await forge.paginate(forge.rest.issues.listForRepo, wanted);
  return listed.flatMap((issue) => toFailureIssue(issue));
}

type Listed = Pick<
  Awaited<ReturnType<Forge["rest"]["issues"]["listForRepo"]>>["data"][number],
  "number" | "html_url" | "state" | "title" | "body" | "pull_request"
>;

function toFailureIssue({ number, html_url: url, state, title, ...rest }: Listed): readonly FailureIssue[] {
  const body = rest.body ?? "";
  const marker = failureMarkerOf(body);
  if (marker === null || rest.pull_request !== undefined) return [];
  return [{ number, url, state: state === "open" ? "open" : "closed", title, body, marker }];
}

/** Opens an issue, or finds the one that was opened though its answer got lost. */
export async function openFailureIssue(
  forge: Forge,
  content: Content,
  marker: FailureMarker,
): Promise<FailureIssue> {
  return await createOnce(forge.clock, {
    find: async () => {
      const open = (await readFailureIssues(forge)).filter(({ state }) => state === "open");
      return open.find((issue) => issue.marker.entry === marker.entry) ?? null;
    },
    create: async () => {
      const body = withFailureMarker(content.body, marker);
      const request = { once: true };
      const wanted = { ...forge.at, title: content.title, body, labels: [...ISSUE_LABELS], request };
      const { data } = await forge.rest.issues.create(wanted);
      return { number: data.number, url: data.html_url, state: "open", title: content.title, body, marker };
    },
  });
}

/** Writes title and body anew where they differ, and opens it again where it is closed. */
export async function rewriteFailureIssue(
  forge: Forge,
  issue: FailureIssue,
  { title, body: text, marker }: Content & { readonly marker: FailureMarker },
): Promise<boolean> {
  const body = withFailureMarker(text, marker);
  const isSame = issue.title === title && sameLines(issue.body, body);
  if (isSame && issue.state === "open") return false;
  await forge.rest.issues.update({ ...forge.at, issue_number: issue.number, title, body, state: "open" });
  return true;
}

/** GitHub's own editor writes lines with CRLF. */
function sameLines(one: string, other: string): boolean {
  return one.replaceAll("\r\n", "\n").trimEnd() === other.trimEnd();
}

/** Closes it and says in the same request, by its body, that no person did. */
export async function closeFailureIssue(
  forge: Forge,
  { number, body, marker }: FailureIssue,
  reason: "completed" | "not_planned",
): Promise<void> {
  const text = body.replace(/^[^\n]*\n?/, "");
  await forge.rest.issues.update({
    ...forge.at,
    issue_number: number,
    state: "closed",
    state_reason: reason,
    body: withFailureMarker(text, { ...marker, closed: true }),
  });
}

/** Issues are switched off in the repository's settings: nobody wants any. */
export function areIssuesOff(error: unknown): boolean {
  return isRefusal(error, /issues (?:has been|are) disabled/i);
}
