import type { State } from "../documents/index.ts";
import { publishedNames } from "./names.ts";
import { publicKeyName } from "./public-key.ts";
import type { Published } from "./published.ts";

/** What a person should know where a key takes over a repository that nobody had signed; null: it does not. */
export function signedFromNow(
  before: Published | null,
  { repository, signedBy, databaseSigned }: State,
): string | null {
  if (before === null || before.state.signedBy !== null || signedBy === null) return null;
  const count = publishedNames(before.manifest.entries).size;
  const packages =
    count === 1 ? "1 package that was unsigned is" : `${count} packages that were unsigned are`;
  const level = databaseSigned ? "Required" : "Required DatabaseOptional";
  return (
    `${packages} signed now, by ${signedBy.primary}; nothing is published without this key any more. Clients whose pacman.conf says ` +
    `\`SigLevel = Never\` go on unprotected: let them trust ${publicKeyName(repository)} and write \`SigLevel = ${level}\`, as the ` +
    "report's front page shows"
  );
}
