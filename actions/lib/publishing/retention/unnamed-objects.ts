import { kindOf } from "../state/object-kinds.ts";
import type { Link } from "../state/publication-chain.ts";
import type { ListedObject } from "./retention.ts";

/** What to say of objects that no publication names, and of those that autorepo did not make. */
export function listedNotes(facts: {
  readonly repositoryName: string;
  readonly listing: readonly ListedObject[];
  readonly chain: readonly Link[];
}): readonly string[] {
  const { repositoryName, listing, chain } = facts;
  const named = new Set(chain.flatMap(({ keys }) => keys));
  const own = new Set(["state.json", "capabilities.json", `${repositoryName}.asc`]);
  for (const kind of ["db", "files"]) {
    own.add(`${repositoryName}.${kind}`).add(`${repositoryName}.${kind}.sig`);
  }
  const isOwn = (key: string) => own.has(key) || /^(report|heads|keys)\//.test(key);
  const unnamed = listing.filter(({ key }) => isPublished(key) && !named.has(key));
  const foreign = listing.filter(({ key }) => kindOf(key) === null && !isOwn(key));
  return [
    ...note(
      unnamed,
      "that no publication names, and to which nobody is led (`scripts/autorepo prune` tells more):",
    ),
    ...note(foreign, "that autorepo did not make, and leaves alone:"),
  ];
}

function isPublished(key: string): boolean {
  const kind = kindOf(key);
  return kind !== null && kind !== "run page";
}

const KEYS_SHOWN = 5;

function note(objects: readonly ListedObject[], says: string): readonly string[] {
  if (objects.length === 0) return [];
  const shown = objects.slice(0, KEYS_SHOWN).map(({ key }) => key);
  const more = objects.length > shown.length ? ` and ${objects.length - shown.length} more` : "";
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  const count = objects.length === 1 ? "1 object" : `${objects.length} objects`;
  return [`${count} (${bytes} bytes) ${says} ${shown.join(", ")}${more}`];
}
