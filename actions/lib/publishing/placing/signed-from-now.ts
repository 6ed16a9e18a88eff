import type { PublishedEntry } from "../../documents/index.ts";
import { publishedNames } from "../deciding/names.ts";
import { publicKeyName } from "../keyring/public-key.ts";
import type { Published } from "../state/published.ts";

/** What a person should know where a key takes over a repository that nobody had signed; null: it does not. */
export function signedFromNow(
  before: Published | null,
  { state, manifest }: Pick<Published, "state" | "manifest">,
): string | null {
  const { repository, signedBy, databaseSigned } = state;
  if (before === null || before.state.signedBy !== null || signedBy === null) return null;
  const unsigned = new Set(objectsOf(before.manifest.entries));
  const count = objectsOf(manifest.entries).filter((object) => unsigned.has(object)).length;
  const packages =
    count === 1 ? "1 package that was unsigned is" : `${count} packages that were unsigned are`;
  const level = databaseSigned ? "Required" : "Required DatabaseOptional";
  return (
    `${packages} signed now, by ${signedBy.primary}; nothing is published without this key any more. Clients whose pacman.conf says ` +
    `\`SigLevel = Never\` go on unprotected: let them trust ${publicKeyName(repository)} and write \`SigLevel = ${level}\`, as the ` +
    "report's front page shows"
  );
}

function objectsOf(entries: readonly PublishedEntry[]): readonly string[] {
  return [...publishedNames(entries).values()].map(({ published }) => published.object);
}
