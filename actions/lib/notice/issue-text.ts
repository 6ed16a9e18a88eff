import type { Manifest } from "../documents/index.ts";
import type { FailureMarker } from "../forge/index.ts";
import { inertBlock, inertCode, inertProse } from "../pull-request/index.ts";
import { counted, maskSecrets, PHASE_WORDS, timeInWords, visible } from "../report/index.ts";
import type { CloseReason, FailingEntry, IssueSubject } from "./decide-issues.ts";

/** Where an issue's links lead: the public address of the repository, and its workflow's page. */
export type IssueLinks = { readonly server: string; readonly workflow: string };

export type IssueText = {
  readonly title: string;
  readonly body: string;
  readonly marker: FailureMarker;
};

/** Title and body of an issue; what packages wrote is shown and does nothing. */
export function issueText(about: IssueSubject, links: IssueLinks): IssueText {
  return about.kind === "one" ? ownText(about.failing, links) : manyText(about.failing, links);
}

function ownText(failing: FailingEntry, links: IssueLinks): IssueText {
  const { entry, failure, built, broken, inputs } = failing;
  const { phase, reason, time, run, commit } = failure;
  const version = built?.packages[0]?.version;
  const stands =
    version === undefined ? "Nothing of it is published." : `${inertCode(version)} stays published.`;
  const did =
    phase === "publish" ? "was refused when it was to be published," : `failed ${PHASE_WORDS[phase]},`;
  const body = [
    `${inertCode(entry)} ${did} ${timeInWords(time)}. ${stands}`,
    inertBlock(shownLines(reason), "text"),
    ...(broken === null ? [] : [`As it is published it is broken: ${inertProse(broken)}.`]),
    [
      `- [Its state in the report](${reportOf(links)}#entry-${encodeURIComponent(entry)}), and from there the whole log`,
      ...(run === null || !isOwnRun(run, links) ? [] : [`- [The run it failed in](${run})`]),
      ...(commit === null ? [] : [`- Built from ${inertCode(commit)}`]),
    ].join("\n"),
    `It is tried again when its pin, settings or dependencies change, after a week, or when ` +
      `[this workflow](${links.workflow}) is run with \`packages: ${entry}\`. ${SELF}`,
  ].join("\n\n");
  return { title: `${entry} fails`, body: `${body}\n`, marker: { entry, failures: [inputs], closed: false } };
}

const SELF =
  "This issue is written anew when it fails otherwise, and closes itself when it builds again. If you close it, it " +
  "stays closed until something that the package is made from changes.";

const MOST_LISTED = 250;

function manyText(failing: readonly FailingEntry[], links: IssueLinks): IssueText {
  const rows = failing.slice(0, MOST_LISTED).map(({ entry, failure }) => {
    const where = failure.phase === "publish" ? "refused" : PHASE_WORDS[failure.phase];
    return `- ${inertCode(entry)} ${where}`;
  });
  const left = failing.length - rows.length;
  const body = [
    `${counted(failing.length, "package")} fail. So many at once often have one cause: the mirror, the image, a tool they share.`,
    [...rows, ...(left > 0 ? [`- and ${left} more`] : [])].join("\n"),
    `[The report](${reportOf(links)}#attention) says why, with every log. Once few are left, each gets an issue of its own, ` +
      "and this one closes itself. If you close it, it stays closed for what fails now.",
  ].join("\n\n");
  const failures = failing.map(({ inputs }) => inputs);
  return { title: "Many packages fail", body: `${body}\n`, marker: { entry: null, failures, closed: false } };
}

/** What is said when we close an issue, and how GitHub shows that it is closed. */
export function closingText(
  entry: string | null,
  why: CloseReason,
  { manifest, listed }: { readonly manifest: Manifest; readonly listed: ReadonlySet<string> },
): { readonly comment: string; readonly reason: "completed" | "not_planned" } {
  if (why.kind === "twin") return { comment: `The same as #${why.of}.`, reason: "not_planned" };
  // Comments are written once: the same issue may be closed again one day.
  const asOf = `(generation ${manifest.generation})`;
  if (why.kind === "few")
    return { comment: `${why.left} are left ${asOf}, and have issues of their own.`, reason: "completed" };
  if (entry === null) return { comment: `None of them fails any more ${asOf}.`, reason: "completed" };
  const name = inertCode(entry);
  const published = manifest.entries.find((each) => each.entry === entry);
  const { built = null, hold = null } = published ?? {};
  if (!listed.has(entry))
    return { comment: `packages.yaml no longer lists ${name} ${asOf}.`, reason: "not_planned" };
  if (hold !== null)
    return {
      comment: `${name} is held at what a rollback published on ${timeInWords(hold.since)}.`,
      reason: "not_planned",
    };
  const version = built?.packages[0]?.version;
  if (built === null || version === undefined)
    return { comment: `${name} is not known to fail any more ${asOf}.`, reason: "not_planned" };
  return {
    comment: `${name} builds again: ${inertCode(version)}, ${timeInWords(built.time)}.`,
    reason: "completed",
  };
}

const LONGEST_REASON = 4000;
const MOST_LINES = 60;

function shownLines(reason: string): readonly string[] {
  const masked = maskSecrets(reason.trimEnd()).text;
  const cut = masked.length > LONGEST_REASON ? `${masked.slice(0, LONGEST_REASON)} …` : masked;
  const lines = visible(cut).split("\n");
  return lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), "…"] : lines;
}

function reportOf({ server }: IssueLinks): string {
  return `${server}/report/index.html`;
}

/** Nobody vouches for what is read without a key: a link in an issue of ours leads to a run of this repository. */
function isOwnRun(run: string, { workflow }: IssueLinks): boolean {
  const runs = `${workflow.slice(0, workflow.lastIndexOf("/workflows/"))}/runs/`;
  return run.startsWith(runs) && /^\d{1,20}$/.test(run.slice(runs.length));
}
