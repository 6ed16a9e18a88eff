import assert from "node:assert/strict";

/** The last lines of the demo. */
export type Addresses = Readonly<Record<"repository" | "report" | "pacman.conf" | "image", string>>;

export function readAddresses(output: string): Addresses {
  const lines = output.trimEnd().split("\n").slice(-4);
  const pairs = lines.map((line) => line.split(/: (.*)/s, 2));
  assert.deepEqual(
    pairs.map(([name]) => name),
    ["repository", "report", "pacman.conf", "image"],
  );
  return Object.fromEntries(pairs) as Addresses;
}
