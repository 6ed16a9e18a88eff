import { timeInWords } from "../../../actions/lib/report/index.ts";
import { painter } from "../terminal/terminal-colours.ts";
import { type Cell, type Look, tableText } from "../terminal/terminal-table.ts";

/**
 * One publication and what it changed; null: the one before it is no longer kept. `from` and `to` are versions,
 * null: not in the repository.
 */
type Publication = {
  readonly generation: number;
  readonly publication: string;
  readonly time: string;
  /** Whether it stays within the generation before it, of which it only records something. */
  readonly isRecord: boolean;
  readonly changes: readonly Change[] | null;
  /** Entries that a rollback held by it, and those that were let go again. */
  readonly held: readonly string[];
  readonly released: readonly string[];
  /** Entries that failed, and those that are marked to be built again. */
  readonly failed: readonly string[];
  readonly marked: readonly string[];
};

type Change = { readonly pkgname: string; readonly from: string | null; readonly to: string | null };

/** Publications for people, newest first, as they are given; `name`: whose they are. Ends with a newline. */
export function historyText(history: readonly Publication[], name: string | null, look: Look): string {
  if (history.length === 0)
    return name === null
      ? "Nothing was published yet.\n"
      : `No publication that is kept changed "${name}": neither a package nor an entry of that name.\n`;
  const paint = painter(look.colour);
  return history
    .map((each) => {
      const { generation, publication, time } = each;
      const heading = `${paint("bold", `Generation ${generation}`)} ${paint("dim", `${timeInWords(time)} (${publication})`)}`;
      return `${heading}${each.isRecord ? ", its packages as before" : ""}\n${changesText(each, look)}${recordsText(each, look)}`;
    })
    .join("\n");
}

function changesText({ changes, isRecord }: Publication, look: Look): string {
  if (changes === null) return isRecord ? "" : "  what came before it is no longer there\n";
  if (changes.length > 0) return tableText(changes.map(changeRow), look);
  return isRecord ? "" : "  no package changed\n";
}

function recordsText({ held, released, failed, marked }: Publication, look: Look): string {
  const again = marked.filter((entry) => !released.includes(entry));
  const rows: (readonly Cell[])[] = [
    ...failed.map((entry) => [{ text: entry, colour: "red" } as const, { text: "failed" }]),
    ...held.map((entry) => [{ text: entry, colour: "yellow" } as const, { text: "held by this rollback" }]),
    ...released.map((entry) => [{ text: entry }, { text: "held no longer" }]),
    ...again.map((entry) => [{ text: entry }, { text: "to be built again" }]),
  ];
  return tableText(rows, look);
}

function changeRow({ pkgname, from, to }: Change): readonly Cell[] {
  if (from === null) return [{ text: `+ ${pkgname}`, colour: "green" }, { text: to ?? "" }];
  if (to === null) return [{ text: `- ${pkgname}`, colour: "red" }, { text: from }];
  return [{ text: `~ ${pkgname}` }, { text: from === to ? `${to} (rebuilt)` : `${from} → ${to}` }];
}
