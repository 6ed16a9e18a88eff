import type { Entry } from "../../../actions/lib/packages-yaml/index.ts";
import { nearest } from "../../../actions/lib/spelling/index.ts";
import type { Workspace } from "../../../actions/lib/workspace/index.ts";
import { CommandError } from "../exit-codes.ts";
import { oneLine } from "../terminal/terminal-text.ts";

/**
 * The entry of that name.
 *
 * @throws CommandError `wrongUse`, with the entry that was most likely meant
 */
export function entryNamed({ packagesYaml: { entries } }: Workspace, name: string): Entry {
  const found = entries.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const owner = entries.find(({ publishes }) => publishes.includes(name))?.name;
  const near =
    owner ??
    nearest(
      name,
      entries.map((entry) => entry.name),
    );
  const hint =
    near === null ? "" : owner === undefined ? `; did you mean ${near}?` : `; ${owner} publishes it`;
  throw new CommandError("wrongUse", `packages.yaml lists no "${oneLine(name)}"${hint}`);
}

/**
 * The names that an option lists, commas between, each once: entries all of them.
 *
 * @throws CommandError `wrongUse`
 */
export function entriesGiven(workspace: Workspace, option: string, value: string): readonly string[] {
  const words = value.split(",").map((name) => name.trim());
  const names = [...new Set(words.filter((name) => name !== ""))];
  if (names.length === 0) {
    throw new CommandError(
      "wrongUse",
      `${option} is "${oneLine(value)}": write names of entries, commas between`,
    );
  }
  return names.map((name) => entryNamed(workspace, name).name);
}
