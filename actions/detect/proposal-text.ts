import { createHash } from "node:crypto";
import type { Detected } from "../lib/documents/index.ts";
import { type ChangedEntry, trialUrl, withMarker } from "../lib/forge/index.ts";
import { type PullRequestFacts, pullRequestText, type Since } from "../lib/pull-request/index.ts";
import { entryNamed } from "./manifest-at.ts";
import type { Means } from "./means.ts";

type Page = PullRequestFacts["links"]["page"];

export type Standing = {
  readonly head: string;
  /** Commit of ours that the branch had; null: none. */
  readonly before: string | null;
  readonly number: number | null;
  readonly since: Since | null;
};

/** Title and body of a pull request, with what the next run has to know. */
export function writtenText(
  detected: ChangedEntry,
  { forge, manifest, page }: Means,
  { head, before, number, since }: Standing,
): { readonly title: string; readonly body: string } {
  const links = {
    repository: forge.webUrl,
    branch: manifest.base.branch,
    trial: trialUrl(forge),
    page: page(detected.entry),
  };
  const source = sourceOf(manifest, detected.entry);
  const { title, body } = pullRequestText({ detected, source, links, head, number, since });
  const stamp = stampOf(detected, links.page);
  const commit = detected.review.to;
  return { title, body: withMarker(body, { commit, head, before, withdrawn: false, stamp }) };
}

function sourceOf(manifest: Means["manifest"], name: string): string {
  const source = entryNamed(manifest.value, name)?.source;
  if (source === undefined) return name;
  if ("local" in source) return source.local;
  return source.path === "" ? source.git : `${source.git}, folder ${source.path}`;
}

/** Stands for what a body says beside the change itself: newer commits, and how long its link works. */
export function stampOf({ newer }: Pick<Detected, "newer">, page: Page): string {
  const digest = createHash("sha256").update(JSON.stringify(newer)).digest("hex").slice(0, 12);
  return `${digest} ${page?.expires ?? "-"}`;
}

const RENEW_DAYS = 7;

/** Whether a body should be written anew: newer commits are others, or its link is about to stop working. */
export function isOutOfDate(written: string, current: string, now: Date): boolean {
  const [writtenDigest, writtenExpiry = "-"] = written.split(" ");
  const [digest, expiry] = current.split(" ");
  if (writtenDigest !== digest) return true;
  if (expiry === "-") return false;
  const renewed = new Date(now.getTime() + RENEW_DAYS * 24 * 3600 * 1000).toISOString().slice(0, 10);
  return writtenExpiry === "-" || writtenExpiry < renewed;
}
