import type { Built } from "../documents/index.ts";
import { parseDependency } from "../pkgbuild/index.ts";
import type { BuildableMember } from "./members.ts";
import type { UsesMode } from "./uses.ts";

/** "pin moved 3f1c → 9ab2", where the tree is another one than was built. */
export function treeChange({ entry, state }: BuildableMember, built: Built): string {
  const { commit } = state.tree;
  if (commit === null || built.commit === null) return "its folder changed";
  return `${refWords(entry.ref, commit)} moved ${move(built.commit, commit)}`;
}

function refWords(ref: BuildableMember["entry"]["ref"], commit: string): string {
  if (ref && ref.kind !== "commit") return `${ref.kind} ${ref.name}`;
  return ref?.kind === "commit" && ref.sha === commit ? "pin" : "upstream's head";
}

/** "3f1c → 9ab2": as many digits as tell them apart, four at least. */
export function move(from: string, to: string): string {
  let digits = 4;
  while (digits < from.length && from.slice(0, digits) === to.slice(0, digits)) digits++;
  return `${from.slice(0, digits)} → ${to.slice(0, digits)}`;
}

export type UsesChange = {
  readonly dependency: string;
  readonly mode: UsesMode;
  readonly before: string;
  readonly now: string;
  /** All sonames that the dependency offers now. */
  readonly offers: readonly string[];
};

/** "rebuilt because libfoo now offers libfoo.so=3". */
export function usesChange({ dependency, mode, before, now, offers }: UsesChange): string {
  if (mode === "version") return `rebuilt because ${dependency} is now ${now || "not there any more"}`;
  const gone = before.split(" ").filter((soname) => soname && !now.split(" ").includes(soname));
  const libraries = new Set(gone.map(libraryOf));
  const successors = offers.filter((soname) => libraries.has(libraryOf(soname)));
  if (successors.length > 0) return `rebuilt because ${dependency} now offers ${successors.join(", ")}`;
  if (gone.length > 0) return `rebuilt because ${dependency} no longer offers ${gone.join(", ")}`;
  return `rebuilt because ${dependency} now offers ${now}`;
}

function libraryOf(soname: string): string {
  return soname.replace(/=.*$/, "");
}

/** "if libfoo's sonames change". */
export function condition(dependencies: readonly { entry: string; mode: UsesMode }[]): string {
  const owners = (mode: UsesMode) =>
    dependencies.filter((one) => one.mode === mode).map(({ entry }) => `${entry}'s`);
  const list = new Intl.ListFormat("en", { type: "disjunction" });
  const sonames = owners("soname");
  const versions = owners("version");
  return `if ${[
    ...(sonames.length > 0 ? [`${list.format(sonames)} sonames change`] : []),
    ...(versions.length > 0 ? [`${list.format(versions)} version changes`] : []),
  ].join(" or if ")}`;
}

/** "a", "a and b", "a, b, c and 4 more". */
export function listed(names: readonly string[], most = 3): string {
  const left = names.length - most;
  const named = left > 0 ? [...names.slice(0, most), `${left} more`] : names;
  return new Intl.ListFormat("en-GB", { type: "conjunction" }).format(named);
}

/**
 * The command that lists what is missing; null for a soname, which says nothing of its package, and for what no
 * package is called: recipes are strangers' texts, and this one is typed into a shell.
 */
export function additionOf(dependency: string): string | null {
  const { name } = parseDependency(dependency);
  const isPackageName = /^[A-Za-z0-9@_+][A-Za-z0-9@._+-]*$/.test(name) && !/\.so(?:\.|$)/.test(name);
  return isPackageName ? `scripts/autorepo add ${name}` : null;
}
