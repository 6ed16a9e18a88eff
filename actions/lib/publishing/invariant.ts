import type { PublishedEntry } from "../documents/index.ts";
import { publishedNames } from "./names.ts";
import { PublishingError } from "./publishing-error.ts";

export type DerivedChange = {
  readonly before: readonly PublishedEntry[];
  readonly after: readonly PublishedEntry[];
  /** pkgname to object, as decided. */
  readonly added: ReadonlyMap<string, string>;
  readonly removed: ReadonlySet<string>;
};

/**
 * Throws unless what would be published is what was published, with exactly the names added and removed that were
 * decided (security.md case 74): the last look before anything is written.
 */
export function requireExactChange({ before, after, added, removed }: DerivedChange): void {
  const expected = new Map(
    [...publishedNames(before)].map(([name, { published }]) => [name, published.object]),
  );
  for (const name of removed) expected.delete(name);
  for (const [name, object] of added) expected.set(name, object);
  const actual = new Map<string, string>();
  for (const { pkgname, object } of after.flatMap(({ built }) => built?.packages ?? [])) {
    if (actual.has(pkgname)) throw loss(`${pkgname} would be published twice`);
    actual.set(pkgname, object);
  }
  for (const [name, object] of expected) {
    if (actual.get(name) !== object)
      throw loss(`${name} would be ${actual.get(name) ?? "lost"} and not ${object}`);
  }
  for (const name of actual.keys()) {
    if (!expected.has(name)) throw loss(`${name} would be published, which nothing asked for`);
  }
}

function loss(what: string): PublishingError {
  return new PublishingError(
    "loss",
    `${what}: nothing was changed; this is a fault of autorepo, please report it`,
  );
}
