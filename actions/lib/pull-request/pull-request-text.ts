import { aboutText } from "./about-text.ts";
import { changesText } from "./changes-text.ts";
import type { PullRequestFacts } from "./facts.ts";
import { sinceText } from "./since-text.ts";
import { titleOf } from "./title.ts";
import { verdictText } from "./verdict-text.ts";

/** GitHub takes 65,536; room for what is added to it stays. */
const LONGEST_BODY = 60_000;

export type PullRequestText = { readonly title: string; readonly body: string };

/**
 * Title and body of the pull request that proposes a change: the verdict and all findings, what is new since the last
 * look, each file's diff as far as it fits, and the rest. Whatever upstream wrote is shown and does nothing.
 */
export function pullRequestText(facts: PullRequestFacts): PullRequestText {
  const { detected, links, since } = facts;
  const before = [verdictText(detected.review, links), ...(since === null ? [] : [sinceText(since, links)])];
  const about = aboutText(facts);
  const room = LONGEST_BODY - [...before, about].join("\n\n").length - "### What changed\n\n".length - 4;
  const changes = changesText(detected, links, room);
  const body = [...before, `### What changed\n\n${changes}`, about].join("\n\n");
  return { title: titleOf(detected.entry, detected.review), body: `${body}\n` };
}
