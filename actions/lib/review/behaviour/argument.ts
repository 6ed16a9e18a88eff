import type { Word } from "../../shell/index.ts";

/** Stands in an argument's text for what is not known. */
export const UNKNOWN = "\uFFFC";

/** A word as rules look at it. */
export type Argument = {
  /** After expansion; each part that is not known is one UNKNOWN. */
  readonly text: string;
  /** As written. */
  readonly raw: string;
  readonly word: Word;
};

export function argumentOf(word: Word): Argument {
  return { text: word.parts.map((part) => part ?? UNKNOWN).join(""), raw: word.raw, word };
}

export function isKnown({ text }: Argument): boolean {
  return !text.includes(UNKNOWN);
}

/** The last part of a path; null where its end is not known: `"$srcdir/setup"` is setup, `./$name` is null. */
export function baseName({ text }: Pick<Argument, "text">): string | null {
  const base = text.replace(/\/+$/, "").slice(text.replace(/\/+$/, "").lastIndexOf("/") + 1);
  return base === "" || base.includes(UNKNOWN) ? null : base;
}

/** Where a path leads: what makepkg packages, its folders, the home of whoever runs it, or the machine itself. */
export type Root = "package" | "build" | "home" | "machine" | "relative" | "unknown";

export type Path = {
  readonly root: Root /** Below the root, with "/" in front; of "relative" as it is. */;
  readonly path: string;
};

/** What a path that begins with one of the variables of makepkg or of the session means. */
export function pathOf(argument: Argument): Path {
  const { text } = argument;
  const root = rootByVariable(argument);
  if (root !== null)
    return { root, path: text.startsWith(UNKNOWN) ? text.slice(UNKNOWN.length) : belowHome(text) };
  if (text.startsWith(UNKNOWN)) return { root: "unknown", path: text.slice(UNKNOWN.length) };
  if (/^\/(root|home\/[^/]+)(\/|$)/.test(text)) return { root: "home", path: belowHome(text) };
  if (text.startsWith("/")) return { root: "machine", path: text.replaceAll(/\/{2,}/g, "/") };
  return { root: "relative", path: text };
}

function belowHome(text: string): string {
  return text.replace(/^\/(root|home\/[^/]+)/, "");
}

const VARIABLES: readonly (readonly [RegExp, Root])[] = [
  [/^["']?\$\{?pkgdir\b/, "package"],
  [/^["']?\$\{?(srcdir|startdir|BUILDDIR|SRCDEST|PWD|TMPDIR)\b|^["']?\$\(pwd\)/, "build"],
  [/^["']?\$\{?(HOME|XDG_CONFIG_HOME|XDG_DATA_HOME|XDG_CACHE_HOME)\b|^["']?~/, "home"],
];

function rootByVariable({ raw, text }: Argument): Root | null {
  const found = VARIABLES.find(([pattern]) => pattern.test(raw));
  return found && (text.startsWith(UNKNOWN) || text.startsWith("/")) ? found[1] : null;
}
