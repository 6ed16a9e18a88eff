import { worstOf } from "../../../actions/lib/diff-page/index.ts";
import type { Addition } from "./find-additions.ts";

/** What is added, the package that was asked for first; `leftOut`: sentences about the rest. */
export type Chosen = { readonly additions: readonly Addition[]; readonly leftOut: readonly string[] };

/** Without those whose alarm nobody confirmed, and without what only they need. */
export function chosenAdditions(additions: readonly Addition[], confirmed: ReadonlySet<string>): Chosen {
  const unconfirmed = additions.filter(
    ({ name, judged }) => worstOf(judged.review) === "alarm" && !confirmed.has(name),
  );
  const refused = new Set(unconfirmed.map(({ name }) => name));
  const kept = new Set<string>();
  const keep = (name: string | null) => {
    const found = additions.find((addition) => addition.name === name);
    if (found === undefined || refused.has(found.name) || kept.has(found.name)) return;
    kept.add(found.name);
    for (const other of additions) if (other.wish.neededBy === found.name) keep(other.name);
  };
  keep(additions[0]?.name ?? null);
  return {
    additions: additions.filter(({ name }) => kept.has(name)),
    leftOut: additions
      .filter(({ name }) => !kept.has(name))
      .map(({ name, wish: { neededBy } }) =>
        refused.has(name)
          ? `${name} has an alarm and is left out${neededBy === null ? "" : `; ${neededBy} needs it`}`
          : `${name} is left out, since only ${neededBy} needs it`,
      ),
  };
}
