import { verdictOf, worstOf } from "../../../actions/lib/diff-page/index.ts";
import type { Detected, Detection, Review } from "../../../actions/lib/documents/index.ts";
import { section } from "../building/plan-text.ts";
import { type Cell, completed, type Look } from "../terminal/terminal-table.ts";
import { reviewCommand } from "./acceptance.ts";

/**
 * What moved upstream, for people: the most dangerous change first, and what to type next. Ends with a newline.
 * `noCooldown`: entries that did not wait, which the next command has to say again.
 */
export function detectionText({ entries }: Detection, noCooldown: ReadonlySet<string>, look: Look): string {
  if (entries.length === 0) return "packages.yaml lists no entry with an upstream to follow.\n";
  const of = (outcome: Detected["outcome"]) => entries.filter((detected) => detected.outcome === outcome);
  const changed = of("changed").toSorted((one, other) => rankOf(one) - rankOf(other));
  const [held, rejected, dead] = [of("held"), of("rejected"), of("unreachable")];
  const sections = [
    section(`Changed: ${changed.length}`, changed.map(changedRow), look),
    section(`Held: ${held.length}`, held.map(reasonRow), look),
    section(`Rejected: ${rejected.length}`, rejected.map(reasonRow), look),
    section(`Not read: ${dead.length}`, dead.map(deadRow), look),
    unchangedText(of("unchanged").length),
    completed(nextSteps({ changed, held, noCooldown }), look),
  ];
  return sections.filter((text) => text !== "").join("\n");
}

const RANKS = { alarm: 0, warning: 1, plain: 2, routine: 3 } as const;
const COLOURS = { alarm: "red", warning: "yellow", plain: "bold", routine: "green" } as const;

function rankOf({ review }: Detected): number {
  return review === null ? 0 : RANKS[worstOf(review)];
}

function changedRow({ entry, review, reason, newer, until }: Detected): readonly Cell[] {
  if (review === null) return [{ text: entry }, { text: "" }, { text: reason }];
  const colour = COLOURS[worstOf(review)];
  const later = newer.length === 0 ? "" : `; newer, held until ${until?.slice(0, 10)}: ${newer.join(", ")}`;
  return [
    { text: entry, colour },
    { text: versionsOf(review) },
    { text: `${whyOf(review)}${later}`, colour },
  ];
}

/** The verdict, and the worst of what it rests on. */
function whyOf(review: Review): string {
  const [worst] = review.findings;
  const isLoud = worst !== undefined && worst.severity !== "note";
  return isLoud ? `${verdictOf(review)}. ${worst.message.replace(/\.$/, "")}` : verdictOf(review);
}

function versionsOf({ from, versions }: Review): string {
  const to = versions.to ?? "unknown version";
  return from === null ? `new: ${to}` : `${versions.from ?? "unknown version"} → ${to}`;
}

function reasonRow({ entry, reason }: Detected): readonly Cell[] {
  return [{ text: entry }, { text: reason }];
}

function deadRow({ entry, reason }: Detected): readonly Cell[] {
  return [{ text: entry, colour: "yellow" }, { text: reason }];
}

function unchangedText(count: number): string {
  return count === 0 ? "" : `Unchanged: ${count} ${count === 1 ? "entry" : "entries"}\n`;
}

type Outlook = Readonly<Record<"changed" | "held", readonly Detected[]>> & {
  readonly noCooldown: ReadonlySet<string>;
};

function nextSteps({ changed, held, noCooldown }: Outlook): string {
  const [first, waiting] = [changed[0]?.entry, held[0]?.entry];
  const steps = [
    ...(first === undefined
      ? []
      : [`\`${reviewCommand(first, noCooldown.has(first))}\` shows the change and moves the pin.\n`]),
    ...(waiting === undefined ? [] : [`\`${reviewCommand(waiting, true)}\` does not wait.\n`]),
  ];
  return steps.join("");
}
