import { parseAddress } from "./address.ts";
import { parseDuration } from "./duration.ts";
import { parseFolder } from "./folder.ts";
import type { Judge } from "./judge.ts";
import { parseEntryName, parsePackageName } from "./names.ts";
import type { BuildSettings, Entry, Ref, Source } from "./packages-yaml.ts";
import { accept, type Parsed, quote, refuse } from "./problem.ts";
import { parseBranch, parseRef } from "./ref.ts";
import type { NamedEntry, WrittenEntry, WrittenSettings } from "./shape.ts";

export type EntryContext = {
  readonly judge: Judge;
  /** Without a slash at its end. */
  readonly aurUrl: string;
  readonly ownMachine: boolean;
  readonly defaults: BuildSettings;
};

/**
 * One entry under `packages:`, its defaults filled in; null where refusals leave no entry. Whether anything was
 * refused the judge knows.
 */
export function readEntry(entry: NamedEntry, context: EntryContext): Entry | null {
  const { name, pointer, written } = entry;
  const { judge } = context;
  const parsedName = parseEntryName(name);
  if (!parsedName.ok) judge.refuse({ pointer, at: "key" }, parsedName.refusal);
  const source = readSource(entry, context);
  const ref = readRef(pointer, written, judge);
  const readList = (key: "packages" | "test", parse: (text: string) => Parsed<string>) =>
    withoutNulls(
      written[key]?.map((text, index) =>
        text === null ? null : judge.take(`${pointer}/${key}/${index}`, parse(text)),
      ),
    );
  const publishes = written.packages === undefined ? [name] : readList("packages", parsePackageName);
  const tests = readList("test", parseTestCommand);
  const settings = readSettings(written, pointer, { judge, defaults: context.defaults });
  if (source === null || settings === null || !parsedName.ok) return null;
  return { name, source, ref, publishes, settings, tests, allow: withoutNulls(written.allow) };
}

function withoutNulls<T>(list: readonly (T | null)[] | undefined): T[] {
  return list?.filter((element) => element !== null) ?? [];
}

/** `path` alone is a folder of this repository; else a git repository, by default the AUR's. */
function readSource({ name, pointer, written }: NamedEntry, context: EntryContext): Source | null {
  const { judge, aurUrl } = context;
  const path = written.path === undefined ? "" : judge.take(`${pointer}/path`, parseFolder(written.path));
  if (isLocal(written)) {
    refuseGitSettings(pointer, written, judge);
    return path === null ? null : judge.take(`${pointer}/path`, localFolder(path));
  }
  const git =
    written.git === undefined
      ? `${aurUrl}/${name}.git`
      : judge.take(`${pointer}/git`, parseGitUrl(written.git, context));
  const branch =
    written.branch === undefined ? null : judge.take(`${pointer}/branch`, parseBranch(written.branch));
  return git === null || path === null ? null : { git, branch, path };
}

function isLocal(written: WrittenEntry): boolean {
  return written.path !== undefined && !("git" in written);
}

function localFolder(path: string): Parsed<Source> {
  if (path !== "") return accept({ local: path });
  return refuse(
    "path",
    "the root of this repository cannot be a package",
    "move the PKGBUILD into a folder of its own, such as pkgbuilds/name",
  );
}

/** `ref` and `branch` mean nothing for a folder that is built as it stands. */
function refuseGitSettings(pointer: string, written: WrittenEntry, judge: Judge): void {
  for (const key of ["ref", "branch"] as const) {
    if (written[key] === undefined) continue;
    judge.refuse(
      { pointer: `${pointer}/${key}`, at: "key" },
      {
        rule: "local-folder",
        says: `a folder of this repository is built as it stands and has no "${key}"`,
        fix: `remove the line, or add "git:" if ${quote(written.path ?? "")} is a folder of another repository`,
      },
    );
  }
}

function parseGitUrl(text: string, { ownMachine }: EntryContext): Parsed<string> {
  const example = "https://aur.archlinux.org/yay.git";
  return parseAddress(text, { rule: "git-url", also: ownMachine ? ["file"] : [], needsPath: true, example });
}

/** A branch or tag is accepted with a warning: what it names can change without a review. */
function readRef(pointer: string, { ref: written }: WrittenEntry, judge: Judge): Ref | null {
  if (written === undefined) return null;
  const ref = judge.take(`${pointer}/ref`, parseRef(written));
  if (ref !== null && ref.kind !== "commit") {
    judge.warn(`${pointer}/ref`, {
      rule: "not-pinned",
      says: `not pinned: the ${ref.kind} ${quote(ref.name)} can move to a commit that nobody reviewed`,
      fix: "write the 40 digits of the commit you reviewed",
    });
  }
  return ref;
}

function parseTestCommand(command: string): Parsed<string> {
  if (command.trim() !== "" && !/\p{Cc}/u.test(command)) return accept(command);
  return refuse(
    "test-command",
    `${quote(command)} is not one command`,
    "write one command an element of the list",
  );
}

/** Settings as written over the defaults; null when one was refused. */
export function readSettings(
  written: WrittenSettings,
  pointer: string,
  { judge, defaults }: { judge: Judge; defaults: BuildSettings },
): BuildSettings | null {
  const limits = { least: "1s", most: "7d" };
  const timeoutSeconds =
    written.timeout === undefined
      ? defaults.timeoutSeconds
      : judge.take(`${pointer}/timeout`, parseDuration(written.timeout, limits));
  if (timeoutSeconds === null) return null;
  return {
    timeoutSeconds,
    network: written.network ?? defaults.network,
    rebuildOn: written["rebuild-on"] ?? defaults.rebuildOn,
    vcs: written.vcs ?? defaults.vcs,
  };
}
