import { verdictOf, worstOf } from "../../../actions/lib/diff-page/index.ts";
import type { Finding } from "../../../actions/lib/documents/index.ts";
import { section } from "../building/plan-text.ts";
import { CommandError } from "../exit-codes.ts";
import { type Colour, painter } from "../terminal/terminal-colours.ts";
import { type Cell, harmless, type Look, tableText } from "../terminal/terminal-table.ts";
import { oneLine } from "../terminal/terminal-text.ts";
import type { Addition, Found, NotFound } from "./find-additions.ts";

/** First reviews in short, and what cannot be added, for people. Ends with a newline. */
export function additionsText({ additions, missing }: Found, look: Look): string {
  const lacking = missing.map(({ name, neededBy, reason }): readonly Cell[] => [
    { text: name, colour: "yellow" },
    { text: `${neededBy === null ? "" : `needed by ${neededBy}: `}${reason}` },
  ]);
  return [...additions.map((one) => additionText(one, look)), section("Cannot be added", lacking, look)]
    .filter((text) => text !== "")
    .join("\n");
}

/** Where not even the package itself was found; what cannot be reached may be there, which nobody did wrong. */
export function nothingFound(missing: readonly NotFound[]): CommandError {
  const isUnreachable = missing.some((one) => one.isUnreachable);
  const lines = missing.map(({ name, reason }) => oneLine(`${name} cannot be added: ${reason}`));
  return new CommandError(
    isUnreachable ? "machineLacks" : "wrongUse",
    [...lines, "nothing was written"].join("\n"),
  );
}

const VERDICTS = { alarm: "red", warning: "yellow", routine: "green", plain: "bold" } as const;
const SEVERITIES: Readonly<Record<Finding["severity"], Colour>> = {
  alarm: "red",
  warning: "yellow",
  note: "dim",
};

function additionText({ name, wish, needs, commit, judged }: Addition, look: Look): string {
  const { review, change } = judged;
  const paint = painter(look.colour);
  const why = wish.neededBy === null ? "" : ` (needed by ${wish.neededBy})`;
  const heading = `${paint("bold", oneLine(name))} ${oneLine(`${review.versions.to ?? "unknown version"}${why}`)}`;
  const notes = review.findings.filter(({ severity }) => severity === "note").length;
  const shown = review.findings.filter(({ severity }) => severity !== "note");
  const source = change.entry !== null && "git" in change.entry.source ? change.entry.source : null;
  const folder = source === null || source.path === "" ? "" : ` --path ${source.path}`;
  const rest = [
    ...(notes === 0 ? [] : [`${notes} ${notes === 1 ? "note" : "notes"} more`]),
    ...(needs === null ? ["what it needs is not known, since its recipe could not be resolved"] : []),
    ...(source === null ? [] : [`all of it: scripts/autorepo review ${source.git} - ${commit}${folder}`]),
  ];
  return [
    heading,
    `  ${paint(VERDICTS[worstOf(review)], verdictOf(review))}`,
    ...tableText(shown.map(findingRow), look).split("\n").slice(0, -1),
    ...rest.map((line) => `  ${paint("dim", harmless(line, look))}`),
    "",
  ].join("\n");
}

function findingRow({ severity, file, line, message }: Finding): readonly Cell[] {
  const place = file === null ? "" : line === null ? file : `${file}:${line}`;
  return [
    { text: severity, colour: SEVERITIES[severity] },
    { text: place, colour: "dim" },
    { text: message },
  ];
}
