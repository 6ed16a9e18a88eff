import type { BuildResult, TestResult } from "../documents/index.ts";
import { type Html, html, trusted } from "./html.ts";
import type { EntryStatus } from "./report-document.ts";

/** A mark, a colour and a word: never colour alone. */
type Label = {
  readonly mark: string;
  readonly tone: "good" | "broken" | "bad" | "wait" | "held" | "soft";
  readonly word: string;
};

export const STATUS_LABELS: Readonly<Record<EntryStatus, Label>> = {
  broken: { mark: "!", tone: "broken", word: "broken" },
  failed: { mark: "✗", tone: "bad", word: "failed" },
  unbuildable: { mark: "✗", tone: "bad", word: "cannot be built" },
  held: { mark: "◆", tone: "held", word: "held" },
  waiting: { mark: "…", tone: "wait", word: "waiting" },
  unlisted: { mark: "−", tone: "soft", word: "not listed" },
  published: { mark: "✓", tone: "good", word: "published" },
};

export const OUTCOME_LABELS: Readonly<Record<BuildResult["outcome"], Label>> = {
  failed: { mark: "✗", tone: "bad", word: "failed" },
  blocked: { mark: "⊘", tone: "wait", word: "blocked" },
  postponed: { mark: "…", tone: "wait", word: "postponed" },
  built: { mark: "✓", tone: "good", word: "built" },
  unneeded: { mark: "=", tone: "soft", word: "not needed" },
};

const TEST_LABELS: Readonly<Record<TestResult["outcome"], Label>> = {
  passed: { mark: "✓", tone: "good", word: "passed" },
  failed: { mark: "✗", tone: "bad", word: "failed" },
  noted: { mark: "i", tone: "soft", word: "noted" },
};

export function statusLabel(status: EntryStatus): Html {
  return label(STATUS_LABELS[status]);
}

export function outcomeLabel(outcome: BuildResult["outcome"]): Html {
  return label(OUTCOME_LABELS[outcome]);
}

export function testLabel(outcome: TestResult["outcome"]): Html {
  return label(TEST_LABELS[outcome]);
}

/** Made once: the front page has one in each of its rows. */
function label(wanted: Label): Html {
  const { mark, tone, word } = wanted;
  const markup =
    made.get(wanted) ??
    html`<span class="state ${trusted(tone)}"><span aria-hidden="true">${reference(mark)}</span> ${word}</span>`;
  made.set(wanted, markup);
  return markup;
}

const made = new Map<Label, Html>();

/** One character that is not of Latin-1 would make the text of a page of megabytes twice as long in memory. */
function reference(mark: string): Html {
  return trusted(`&#${mark.codePointAt(0)};`);
}
