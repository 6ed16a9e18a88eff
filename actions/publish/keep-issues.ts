import type { Manifest } from "../lib/documents/index.ts";
import {
  areIssuesOff,
  closeFailureIssue,
  commentOnce,
  createLabels,
  endsRun,
  type Forge,
  ISSUE_LABELS,
  openFailureIssue,
  readFailureIssues,
  rewriteFailureIssue,
} from "../lib/forge/index.ts";
import {
  closingText,
  decideIssues,
  failingEntries,
  type IssueAction,
  type IssueLinks,
  issueText,
} from "../lib/notice/index.ts";

export type IssuesRequest = {
  readonly forge: Forge;
  /** What is published, with what failed. */
  readonly manifest: Manifest;
  /** Of the run's plan: sonames that the distribution offers too. */
  readonly elsewhere: readonly string[];
  /** Entries of packages.yaml. */
  readonly listed: ReadonlySet<string>;
  readonly links: IssueLinks;
};

/** What was done, in words, and what was not: null where all is as it should be. */
export type IssuesOutcome = { readonly done: readonly string[]; readonly stopped: Error | null };

/**
 * Makes the repository's issues say what fails. Every step may be repeated, so that a run which was cut off anywhere is
 * finished by the next.
 *
 * @throws ForgeError where they cannot be read
 */
export async function keepIssues(request: IssuesRequest): Promise<IssuesOutcome> {
  const { forge, manifest, elsewhere, listed } = request;
  // Whoever can write into the bucket can forge the manifest: what may have an issue packages.yaml alone says.
  const failing = failingEntries(manifest, elsewhere).filter(({ entry }) => listed.has(entry));
  const actions = decideIssues(failing, await readFailureIssues(forge));
  const done: string[] = [];
  let stopped: Error | null = null;
  if (actions.some(({ kind }) => kind === "open")) await createLabels(forge, ISSUE_LABELS);
  for (const action of actions) {
    try {
      const said = await carryOut(request, action);
      if (said !== null) done.push(said);
    } catch (error) {
      if (areIssuesOff(error)) return { done: [...done, "issues are switched off here"], stopped: null };
      stopped = error instanceof Error ? error : new Error(String(error));
      if (endsRun(error)) break;
    }
  }
  return { done, stopped };
}

/** null: it was so already. */
async function carryOut(request: IssuesRequest, action: IssueAction): Promise<string | null> {
  const { forge, links } = request;
  if (action.kind === "open") {
    const { marker, ...content } = issueText(action.about, links);
    const { number } = await openFailureIssue(forge, content, marker);
    return `opened #${number}: ${content.title}`;
  }
  const { issue } = action;
  if (action.kind === "rewrite") {
    const text = issueText(action.about, links);
    const verb = issue.state === "closed" ? "opened again" : "rewrote";
    return (await rewriteFailureIssue(forge, issue, text)) ? `${verb} #${issue.number}: ${text.title}` : null;
  }
  const { comment, reason } = closingText(issue.marker.entry, action.why, request);
  await commentOnce(forge, issue.number, comment);
  await closeFailureIssue(forge, issue, reason);
  return `closed #${issue.number}: ${comment}`;
}
