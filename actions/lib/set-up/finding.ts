import type { Fact } from "./facts.ts";

/** One fact, judged: what it means and what mends it. */
export type SetUpFinding = {
  /** "store.answers": for programs. */
  readonly id: string;
  readonly topic: Topic;
  readonly status: "found" | "missing" | "unseen";
  /** Whether publishing, or the whole of this machine's work, waits for it. */
  readonly needed: boolean;
  /** One sentence, without a full stop. */
  readonly says: string;
  /** In the order to be done; none only where all is well. */
  readonly remedies: readonly Remedy[];
};

export type Topic = "packages.yaml" | "this machine" | "store" | "signing" | "GitHub" | "publication";

/** "paste": text for a place that is named by `into`. */
export type Remedy =
  | { readonly kind: "step"; readonly text: string }
  | { readonly kind: "command"; readonly command: string }
  | { readonly kind: "place"; readonly url: string }
  | { readonly kind: "paste"; readonly into: string; readonly text: string };

/** What a fact means in words; `mend` is asked only where the fact does not hold. */
export type Meaning<F extends Fact> = {
  readonly id: string;
  readonly topic: Topic;
  readonly needed: boolean;
  readonly yes: (fact: Extract<F, { is: "yes" }>) => string;
  readonly no: (fact: Extract<F, { is: "no" }>) => string;
  /** What it is about: "the environment publish". */
  readonly unseen: string;
  readonly mend: readonly Remedy[];
};

/** The finding that a fact is, by what it means. */
export function judged<F extends Fact>(fact: F, meaning: Meaning<F>): SetUpFinding {
  const { id, topic, needed, mend } = meaning;
  const about = { id, topic, needed };
  if (isHeld(fact)) return { ...about, status: "found", says: meaning.yes(fact), remedies: [] };
  if (fact.is === "unseen") {
    return { ...about, status: "unseen", says: `${meaning.unseen}: ${fact.why}`, remedies: mend };
  }
  return { ...about, status: "missing", says: meaning.no(fact as Extract<F, { is: "no" }>), remedies: mend };
}

function isHeld<F extends Fact>(fact: F): fact is Extract<F, { is: "yes" }> {
  return fact.is === "yes";
}

export function step(text: string): Remedy {
  return { kind: "step", text };
}

export function command(line: string): Remedy {
  return { kind: "command", command: line };
}

export function place(url: string): Remedy {
  return { kind: "place", url };
}

export function paste(into: string, text: string): Remedy {
  return { kind: "paste", into, text };
}

/** A word as a POSIX shell takes it. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9._/:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
