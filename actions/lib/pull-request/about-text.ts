import type { PullRequestFacts } from "./facts.ts";
import { inertProse } from "./inert.ts";
import { short } from "./title.ts";

const MOST_NEWER = 20;
const LONGEST_NEWER = 100;

/** What else there is to know: where it comes from, what waits behind it, what was not looked at, how it is tried. */
export function aboutText(facts: PullRequestFacts): string {
  const { review } = facts.detected;
  const hasAlarm = review.findings.some(({ severity }) => severity === "alarm");
  const lines = [
    originText(facts),
    ...newerText(facts),
    pageText(facts),
    NOT_REVIEWED,
    hasAlarm ? trialByHand(facts) : TRIAL_STARTED,
    NO_APPROVAL,
    HOW_TO_ANSWER,
  ];
  const list = lines.map((line) => `- ${line}`).join("\n");
  return review.routine && !hasAlarm
    ? `<details><summary>About this update</summary>\n\n${list}\n\n</details>`
    : `### About this update\n\n${list}`;
}

function originText({ source, detected }: PullRequestFacts): string {
  const { from, to } = detected.review;
  const commits = from === null ? `commit \`${to}\`` : `commits \`${short(from)}\` to \`${to}\``;
  return `From ${inertProse(source)}, ${commits}. ${inertProse(detected.reason)}`;
}

function newerText({ detected: { newer } }: PullRequestFacts): readonly string[] {
  if (newer.length === 0) return [];
  const named = newer
    .slice(0, MOST_NEWER)
    .map((each) => inertProse(each, LONGEST_NEWER))
    .join(", ");
  const further = newer.length - MOST_NEWER;
  const rest = further > 0 ? ` and ${further} more` : "";
  return [`Newer commits are held back until their cooldown is over: ${named}${rest}.`];
}

function pageText({ links: { page }, detected }: PullRequestFacts): string {
  if (page !== null) return `[The whole change on one page](${page.url}), to download until ${page.expires}.`;
  return `The whole change: \`scripts/autorepo review ${detected.entry}\`.`;
}

const NOT_REVIEWED =
  "Not reviewed: what the sources contain. An archive or repository that upstream itself spoiled looks like any other update.";

const TRIAL_STARTED =
  "A trial build was started; it reports as `autorepo/trial`, and its packages are thrown away: what is published is built after the merge.";

function trialByHand({ links, head, number }: PullRequestFacts): string {
  const which = number === null ? "this pull request's number" : `number \`${number}\``;
  return (
    "No trial build was started because of the alarm, and `autorepo/trial` stays pending. Once you know that it may run: " +
    `[Run workflow](${links.trial}) with ${which} and head \`${head}\`.`
  );
}

const NO_APPROVAL =
  'The workflow run that GitHub itself queues here ("Approve workflows to run") need not be approved: it does nothing on this branch.';

const HOW_TO_ANSWER =
  "Merge it to publish it. Close it and this commit is not proposed again. A commit of your own on this branch stays untouched.";
