import type { BuildResult } from "../../../actions/lib/documents/index.ts";
import { secondsInWords } from "../../../actions/lib/report/index.ts";
import { type Colour, painter } from "../terminal/terminal-colours.ts";
import { oneLine, shorten, widthOf } from "../terminal/terminal-text.ts";

/** How an outcome looks beside its word: a mark and a colour, never colour alone. */
export const OUTCOMES: Readonly<Record<BuildResult["outcome"], { mark: string; colour: Colour }>> = {
  built: { mark: "✓", colour: "green" },
  unneeded: { mark: "=", colour: "dim" },
  failed: { mark: "✗", colour: "red" },
  blocked: { mark: "⊘", colour: "yellow" },
  postponed: { mark: "…", colour: "yellow" },
};

/** `takenOver`: when an earlier run had finished it, in words. */
export type DoneLook = {
  readonly colour: boolean;
  readonly columns: number;
  readonly takenOver?: string | undefined;
};

/**
 * "✓ jq 1.7.1-2 built in 58 s", "✗ jq failed in build after 58 s: reason", "✓ jq 1.7.1-2 taken over, built 14:03": one
 * line, shortened to fit.
 */
export function doneLine(result: BuildResult, look: DoneLook): string {
  const { entry, outcome, reason } = result;
  const { mark, colour } = OUTCOMES[outcome];
  const paint = painter(look.colour);
  const head = oneLine(`${entry}${versionOf(result)}`);
  const rest = look.takenOver === undefined ? settledNow(result) : `taken over, built ${look.takenOver}`;
  const why = outcome === "built" ? "" : `: ${oneLine(reason)}`;
  const used = widthOf(`${mark} ${head} ${rest}`);
  return `${paint(colour, mark)} ${paint("bold", head)} ${paint(colour, rest)}${shorten(why, look.columns - used)}`;
}

function settledNow({ outcome, phase, phases }: BuildResult): string {
  const where = phase && outcome === "failed" ? ` in ${phase}` : "";
  if (phases.length === 0) return `${outcome}${where}`;
  const seconds = phases.reduce((total, each) => total + each.seconds, 0);
  return `${outcome}${where} ${outcome === "built" ? "in" : "after"} ${secondsInWords(seconds)}`;
}

/** As this machine's clock has it: "14:03", with the day where that is not the one of `now`. */
export function clockWords(time: Date, now: Date): string {
  const [[day, minutes], [today]] = [localTime(time), localTime(now)];
  return day === today ? minutes : `${day} ${minutes}`;
}

function localTime(time: Date): readonly [day: string, minutes: string] {
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString();
  return [shifted.slice(0, 10), shifted.slice(11, 16)];
}

function versionOf({ packages }: BuildResult): string {
  const versions = [...new Set(packages.map(({ version }) => version))];
  return versions.length > 0 ? ` ${versions.join(", ")}` : "";
}
