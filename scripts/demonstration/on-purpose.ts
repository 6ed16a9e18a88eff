import type { BadExample } from "./examples.ts";

/** What the demo says before examples go wrong: which of them, and what each shows. */
export function announcement(bad: readonly BadExample[]): string {
  const widest = Math.max(...bad.map(({ entry }) => entry.length));
  const lines = bad.map(({ entry, shows }) => `  ${entry.padEnd(widest)}  ${shows}`);
  return [`${bad.length} packages now go wrong on purpose, or need one that does:`, ...lines].join("\n");
}

/** Where an entry stands, of `report --json`. */
export type Standing = { readonly entry: string; readonly status: string; readonly reason: string };

/** What it says afterwards: whether they ended as they should. */
export function conclusion(bad: readonly BadExample[], entries: readonly Standing[]): string {
  const standing = new Map(entries.map((each) => [each.entry, each]));
  const astray = bad.filter(({ entry, ends }) => standing.get(entry)?.status !== ends);
  if (astray.length === 0) return `all ${bad.length} ended as they should: what failed failed on purpose`;
  const lines = astray.map(({ entry, ends }) => {
    const { status = "not there", reason = "" } = standing.get(entry) ?? {};
    return `  ${entry} should be ${ends}, and is ${status}${reason && `: ${reason}`}`;
  });
  return [`${astray.length} of ${bad.length} did not end as they should:`, ...lines].join("\n");
}
