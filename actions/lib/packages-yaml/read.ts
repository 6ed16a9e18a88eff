import { decode } from "./decode.ts";
import { type EntryContext, readEntry, readSettings } from "./entries.ts";
import { type Judge, judgeOf, spanAt } from "./judge.ts";
import { checkPublishedNames } from "./names.ts";
import type { BuildSettings, Entry, PackagesYaml } from "./packages-yaml.ts";
import { plainTree } from "./plain-tree.ts";
import type { Problem } from "./problem.ts";
import { readCooldown, readRepository } from "./repository.ts";
import { checkShape, type Written } from "./shape.ts";
import type { Source } from "./source.ts";
import { pointerTo, type Tree, treeOf } from "./tree.ts";
import { composeOne } from "./yaml-tokens.ts";

export type ReadOptions = {
  /** Where entries without `git:` come from. */
  readonly aurUrl: string;
  /** Accepts `file:` in `git:` and `mirror:` and http mirrors: on a user's own machine, never on GitHub. */
  readonly allowFile: boolean;
};

export type ReadResult =
  | { readonly ok: true; readonly value: PackagesYaml; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * What packages.yaml says, every default filled in, or everything that is wrong with it, each problem with its
 * line and column. Bounded in time and memory for hostile bytes. `file` is the name for messages.
 */
export function readPackagesYaml(
  { bytes, file }: { readonly bytes: Uint8Array; readonly file: string },
  { aurUrl = "https://aur.archlinux.org", allowFile = false }: Partial<ReadOptions> = {},
): ReadResult {
  const { source, problems } = decode(bytes, file);
  if (source === null) return { ok: false, problems };
  const tree = plainTree(source.text) ?? parseYaml(source);
  const judge = judgeOf(source, tree);
  for (const { refusal, ...span } of tree.found) judge.refuseSpan(span, refusal);
  const value = tree.data === undefined ? null : judgeTree(source, tree, { judge, aurUrl, allowFile });
  const all = [...problems, ...withoutEchoes(judge.problems(), problems)];
  if (all.length > 0 || value === null) return { ok: false, problems: all };
  return { ok: true, value, warnings: judge.warnings() };
}

/** Without data where the text is not YAML. */
function parseYaml(source: Source): Tree {
  const composed = composeOne(source.text);
  if (composed.ok) return treeOf(composed.document, source);
  return { data: undefined, places: () => new Map(), found: composed.found };
}

type Judging = ReadOptions & { readonly judge: Judge };

function judgeTree(source: Source, tree: Tree, { judge, aurUrl, allowFile }: Judging): PackagesYaml | null {
  const textAt = (pointer: string) => {
    const { start, end } = spanAt(tree, { pointer, at: "value" });
    return source.text.slice(start, end);
  };
  const { written, broken } = checkShape(tree, textAt);
  for (const { refusal, ...where } of broken) judge.refuse(where, refusal);
  const repository = readRepository(written.repository ?? {}, { judge, ownMachine: allowFile });
  const cooldownSeconds = readCooldown(written.cooldown, judge);
  const defaults = readSettings(written.build ?? {}, "/build", { judge, defaults: DEFAULT_SETTINGS });
  const context = {
    judge,
    aurUrl: aurUrl.replace(/\/+$/, ""),
    ownMachine: allowFile,
    defaults: defaults ?? DEFAULT_SETTINGS,
  };
  const entries = readEntries(written, context);
  if (repository === null || cooldownSeconds === null || defaults === null) return null;
  return { repository, cooldownSeconds, entries };
}

const DEFAULT_SETTINGS: BuildSettings = {
  timeoutSeconds: 2 * 3600,
  network: "none",
  rebuildOn: "soname",
  vcs: "weekly",
};

function readEntries(written: Written, context: EntryContext): Entry[] {
  const packages = written.packages ?? {};
  const entries = Object.keys(packages).map((name) => {
    return { name, pointer: pointerTo("/packages", name), written: packages[name] ?? {} };
  });
  const repository = written.repository?.name;
  const keyring = repository === undefined ? null : `${repository}-keyring`;
  checkPublishedNames(entries, keyring, context.judge);
  return entries.map((entry) => readEntry(entry, context)).filter((entry) => entry !== null);
}

/** A forbidden character often breaks its line's YAML too: that says nothing new. */
function withoutEchoes(found: readonly Problem[], forbidden: readonly Problem[]): Problem[] {
  const lines = new Set(forbidden.map(({ line }) => line));
  return found.filter(({ rule, line }) => rule !== "syntax" || !lines.has(line));
}
