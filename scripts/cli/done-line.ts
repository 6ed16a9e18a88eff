import type { BuildResult } from "../../actions/lib/documents/index.ts";
import { secondsInWords } from "../../actions/lib/report/index.ts";
import { type Colour, painter } from "./terminal-colours.ts";
import { oneLine, shorten, widthOf } from "./terminal-text.ts";

/** How an outcome looks: a mark, a colour and its word, never colour alone. */
export const OUTCOMES: Readonly<
  Record<BuildResult["outcome"], { mark: string; colour: Colour; word: string }>
> = {
  built: { mark: "✓", colour: "green", word: "built" },
  unneeded: { mark: "=", colour: "dim", word: "unneeded" },
  failed: { mark: "✗", colour: "red", word: "failed" },
  blocked: { mark: "⊘", colour: "yellow", word: "blocked" },
  postponed: { mark: "…", colour: "yellow", word: "postponed" },
};

/** "✓ jq 1.7.1-2 built in 58 s", "✗ jq failed in build after 58 s: reason": one line, shortened to fit. */
export function doneLine(result: BuildResult, size: { colour: boolean; columns: number }): string {
  const { entry, outcome, phase, reason } = result;
  const { mark, colour, word } = OUTCOMES[outcome];
  const paint = painter(size.colour);
  const seconds = result.phases.reduce((total, each) => total + each.seconds, 0);
  const took =
    result.phases.length > 0 ? ` ${outcome === "built" ? "in" : "after"} ${secondsInWords(seconds)}` : "";
  const head = oneLine(`${entry}${versionOf(result)}`);
  const rest = `${word}${phase && outcome === "failed" ? ` in ${phase}` : ""}${took}`;
  const why = outcome === "built" ? "" : `: ${oneLine(reason)}`;
  const used = widthOf(`${mark} ${head} ${rest}`);
  return `${paint(colour, mark)} ${paint("bold", head)} ${paint(colour, rest)}${shorten(why, size.columns - used)}`;
}

function versionOf({ packages }: BuildResult): string {
  const versions = [...new Set(packages.map(({ version }) => version))];
  return versions.length > 0 ? ` ${versions.join(", ")}` : "";
}
