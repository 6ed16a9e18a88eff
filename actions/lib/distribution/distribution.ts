import type { DistributionNames } from "./distribution-names.ts";
import { indexNames } from "./name-index.ts";
import { type DistributionOptions, readDatabases } from "./read-databases.ts";
import { readNames } from "./read-names.ts";

/** What core and extra offer, as their mirror says now or as it said last. */
export type Distribution = {
  readonly names: DistributionNames;
  /** Sentences for a person: which names are old, and why. */
  readonly notes: readonly string[];
};

/** Names, versions and provisions of core and extra, by `readDatabases`. */
export async function readDistribution(options: DistributionOptions): Promise<Distribution> {
  const kind = { suffix: "db", words: "the names", read: readNames } as const;
  const { core, extra, notes } = await readDatabases(kind, options);
  return { names: indexNames([...core, ...extra]), notes };
}
