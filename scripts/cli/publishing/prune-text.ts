import type { Garbage, Pruned } from "../../../actions/lib/publishing/index.ts";
import { bytesInWords } from "../../../actions/lib/report/index.ts";
import { section } from "../building/plan-text.ts";
import { painter } from "../terminal/terminal-colours.ts";
import { type Cell, completed, type Look } from "../terminal/terminal-table.ts";

/** What may go, or went, for people: by reason, newest generations first. Ends with a newline. */
export function pruneText(pruned: Pruned, isDeletion: boolean, look: Look): string {
  const { state, kept, garbage, deleted, waits } = pruned;
  if (state === null) return "Nothing was published yet.\n";
  const gone = new Set(deleted);
  const shown = isDeletion ? garbage.filter(({ key }) => gone.has(key)) : garbage;
  const reasons = [...Map.groupBy(shown, ({ reason }) => reason)];
  const heading = isDeletion ? "Deleted" : "May go";
  const sections = [
    section(heading, reasons.map(reasonRow), look),
    waits === null ? "" : `${waits}\n`,
    `Kept: ${generations(kept)}\n${painter(look.colour)("bold", completed(headline(shown, isDeletion), look))}\n`,
  ];
  return sections.filter((text) => text !== "").join("\n");
}

const KEYS_SHOWN = 3;

function reasonRow([reason, objects]: readonly [string, readonly Garbage[]]): readonly Cell[] {
  const packagesFirst = objects.toSorted((one, two) => rank(one) - rank(two));
  const keys = packagesFirst.slice(0, KEYS_SHOWN).map(({ key }) => key);
  const more = objects.length > keys.length ? ` and ${objects.length - keys.length} more` : "";
  return [{ text: size(objects), colour: "yellow" }, { text: `${reason}: ${keys.join(", ")}${more}` }];
}

function rank({ kind }: Garbage): number {
  return kind === "package" ? 0 : 1;
}

function size(objects: readonly Garbage[]): string {
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  return `${objects.length === 1 ? "1 object" : `${objects.length} objects`}, ${bytesInWords(bytes)}`;
}

function headline(objects: readonly Garbage[], isDeletion: boolean): string {
  if (objects.length === 0) return isDeletion ? "Nothing was deleted" : "Nothing may go";
  if (isDeletion) return `Deleted ${size(objects)}`;
  return `${size(objects)} may go: \`scripts/autorepo prune --delete\` deletes them`;
}

/** "generations 12 to 30"; gaps do not matter to a reader. */
function generations(kept: readonly number[]): string {
  const [newest, oldest] = [kept[0], kept.at(-1)];
  return newest === oldest ? `generation ${newest}` : `generations ${oldest} to ${newest}`;
}
