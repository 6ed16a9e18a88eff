import type { BuildResult, IdleEntry, PublishedEntry } from "../documents/index.ts";
import type { Entry } from "../packages-yaml/packages-yaml.ts";
import { isHeld } from "../planning/index.ts";
import type { EntryStatus } from "./report-document.ts";
import { PHASE_WORDS } from "./words.ts";

/** What is known of one entry; at least one of `listed` and `published` is there. */
export type EntryFacts = {
  readonly listed: Entry | null;
  readonly published: PublishedEntry | null;
  /** Of the run that ends with the report. */
  readonly result: BuildResult | null;
  /** What publish did with that result. */
  readonly verdict: { readonly outcome: string; readonly reason: string } | null;
  /** Why it was not built. */
  readonly idle: Pick<IdleEntry, "standing" | "reason"> | null;
  /** What its published packages lack, in words; null: nothing. */
  readonly broken: string | null;
  /** Written by publish itself, and so never listed. */
  readonly ownKeyring: boolean;
};

/** Where an entry stands, and why in words. What keeps it from being up to date comes first. */
export function entryStatus(facts: EntryFacts): { readonly status: EntryStatus; readonly reason: string } {
  return unlisted(facts) ?? broken(facts) ?? hindrance(facts) ?? standing(facts);
}

type Standing = { readonly status: EntryStatus; readonly reason: string };
type Answer = Standing | null;

function unlisted({ listed, ownKeyring }: EntryFacts): Answer {
  if (listed !== null || ownKeyring) return null;
  return { status: "unlisted", reason: "no longer in packages.yaml: goes with the next publication" };
}

/** Whoever has it installed cannot use it: that comes before what keeps it from being mended. */
function broken(facts: EntryFacts): Answer {
  if (facts.broken === null) return null;
  const why = hindrance(facts);
  return { status: "broken", reason: why === null ? facts.broken : `${facts.broken}; ${why.reason}` };
}

function hindrance(facts: EntryFacts): Answer {
  return held(facts) ?? lastTry(facts) ?? unbuildable(facts) ?? failure(facts) ?? unpublished(facts);
}

/** A hold is on the ref: another ref in packages.yaml has lifted it (product.md, "publish"). */
function held({ listed, published }: EntryFacts): Answer {
  const hold = published?.hold ?? null;
  if (!listed || !published || !isHeld(listed, hold)) return null;
  const command = `scripts/autorepo release ${published.entry}`;
  return {
    status: "held",
    reason: `held at ${versionsOf(published)} by a rollback on ${hold.since.slice(0, 10)}: a new ref or "${command}" lifts it`,
  };
}

function lastTry({ published, result }: EntryFacts): Answer {
  if (!result || result.outcome === "built" || result.outcome === "unneeded") return null;
  const reason = failureWords(result) + staysPublished(published);
  const itsOwnFault = result.outcome === "failed" && result.fault !== "infrastructure";
  return { status: itsOwnFault ? "failed" : "waiting", reason };
}

function failureWords({ outcome, phase, fault, reason }: BuildResult): string {
  if (outcome !== "failed") return `${outcome}: ${reason}`;
  const where = phase ? ` ${PHASE_WORDS[phase]}` : "";
  return `${fault === "infrastructure" ? "will be tried again" : `failed${where}`}: ${withoutStop(reason)}`;
}

/** Nobody could try. */
function unbuildable({ published, idle }: EntryFacts): Answer {
  if (idle?.standing !== "unbuildable") return null;
  return { status: "unbuildable", reason: withoutStop(idle.reason) + staysPublished(published) };
}

/** Of an earlier run, or a refusal by publish. */
function failure({ published }: EntryFacts): Answer {
  const failure = published?.failure;
  if (!failure) return null;
  const where = PHASE_WORDS[failure.phase];
  const reason = `failed ${where} on ${failure.time.slice(0, 10)}: ${withoutStop(failure.reason)}${staysPublished(published)}`;
  return { status: "failed", reason };
}

/** Built, but publish did not take it. */
function unpublished({ published, verdict }: EntryFacts): Answer {
  if (!verdict || !["refused", "superseded", "postponed", "held"].includes(verdict.outcome)) return null;
  const status = verdict.outcome === "refused" ? "failed" : "waiting";
  const reason = `${verdict.outcome} by publish: ${withoutStop(verdict.reason)}${staysPublished(published)}`;
  return { status, reason };
}

function standing({ listed, published, result, idle }: EntryFacts): Standing {
  if (published?.built) {
    if (published.rebuild)
      return { status: "waiting", reason: `a rebuild was asked for on ${published.rebuild.slice(0, 10)}` };
    return { status: "published", reason: result?.reason ?? idle?.reason ?? "up to date" };
  }
  if (result) return { status: "waiting", reason: `${result.reason}; not published yet` };
  const unreviewed = listed && listed.ref === null && "git" in listed.source;
  return {
    status: "waiting",
    reason: idle?.reason ?? (unreviewed ? "waits for its first review" : "never built"),
  };
}

/** More words follow. */
function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, "");
}

function staysPublished(published: PublishedEntry | null): string {
  return published?.built ? `; ${versionsOf(published)} stays published` : "";
}

function versionsOf(published: PublishedEntry): string {
  const versions = new Set(published.built?.packages.map((each) => each.version));
  return [...versions].join(", ") || "nothing";
}
