import type { PublishedEntry } from "../../documents/index.ts";
import { PublishingError } from "../publishing-error.ts";
import { publishedNames } from "./names.ts";

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
  const published = publishedNames(before);
  const expected = (name: string) =>
    added.get(name) ?? (removed.has(name) ? undefined : published.get(name)?.published.object);
  const actual = objectsByName(after);
  for (const names of [published.keys(), added.keys()]) {
    for (const name of names) {
      const [object, wanted] = [actual.get(name), expected(name)];
      if (wanted !== undefined && object !== wanted)
        throw loss(`${name} would be ${object ?? "lost"} and not ${wanted}`);
    }
  }
  for (const name of actual.keys()) {
    if (expected(name) === undefined) throw loss(`${name} would be published, which nothing asked for`);
  }
}

function objectsByName(entries: readonly PublishedEntry[]): ReadonlyMap<string, string> {
  const objects = new Map<string, string>();
  for (const { built } of entries) {
    for (const { pkgname, object } of built?.packages ?? []) {
      if (objects.has(pkgname)) throw loss(`${pkgname} would be published twice`);
      objects.set(pkgname, object);
    }
  }
  return objects;
}

function loss(what: string): PublishingError {
  return new PublishingError(
    "loss",
    `${what}: nothing was changed; this is a fault of autorepo, please report it`,
  );
}
