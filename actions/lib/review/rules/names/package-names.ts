import { parseProvision } from "../../../pkgbuild/index.ts";
import { inRecipe } from "../../finding.ts";
import type { ChangeReading, PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { listed, movedWords, quoted } from "../../words.ts";
import { SECURITY_RELEVANT } from "./security-names.ts";

/** Names that the package makes came or went. */
export const packageNames: Rule = {
  id: "package-names",
  severities: ["warning", "note"],
  find({ old, new: next, change }) {
    if (!old?.evaluation || !next.evaluation) return [];
    const [before, after] = [pkgnames(old), pkgnames(next)];
    const added = after.filter((name) => !before.includes(name));
    const removed = before.filter((name) => !after.includes(name));
    const words = movedWords(added.map(quoted), removed.map(quoted));
    if (words === null) return [];
    const unlisted =
      change.entry === null ? [] : added.filter((name) => !change.entry?.publishes.includes(name));
    const list =
      unlisted.length > 0 ? `; accepting it lets this entry publish ${listed(unlisted.map(quoted))}` : "";
    const severity = added.some((name) => isStrange(name, before)) ? "warning" : "note";
    const message = `The packages it makes changed: ${words}${list}.`;
    return [inRecipe(severity, message, { reading: next, names: /^pkg(name|base)$/, text: added[0] ?? "" })];
  },
};

/** Variants of a program carry its name: "hello-next", "lib32-hello". */
function isStrange(name: string, before: readonly string[]): boolean {
  const stems = (one: string) =>
    one.split(/[-_.+@0-9]+/).filter((word) => word.length > 2 && !COMMON.has(word));
  const known = new Set(before.flatMap(stems));
  return before.length > 0 && !stems(name).some((word) => known.has(word));
}

/** "sudo" of "sudo-git", "php-intl" of "php": of one family. */
function isVariant(name: string, own: readonly string[]): boolean {
  const begins = (one: string, other: string) => one.startsWith(`${other}-`) || one.endsWith(`-${other}`);
  return !isStrange(name, own) || own.some((one) => begins(name, one) || begins(one, name));
}

/** What names of unrelated packages have in common. */
const COMMON = new Set([
  "bin",
  "git",
  "lib",
  "python",
  "perl",
  "ruby",
  "php",
  "ttf",
  "otf",
  "fonts",
  "dkms",
  "linux",
  "headers",
  "docs",
  "common",
  "tools",
  "utils",
  "theme",
  "desktop",
]);

/** It makes a package that core or extra has: pacman may install this one instead. */
export const officialName: Rule = {
  id: "official-name",
  severities: ["alarm", "note"],
  find(reading) {
    const { distribution } = reading.change.surroundings;
    const allowed = reading.change.entry?.allow.includes("official-name") ?? false;
    const before = reading.old ? pkgnames(reading.old) : [];
    return pkgnames(reading.new)
      .filter((name) => !before.includes(name) && (distribution?.version(name) ?? null) !== null)
      .map((name) => {
        const message = `It makes a package named ${quoted(name)}, which is a name of the distribution${allowed ? "; this entry is allowed to" : ""}.`;
        return inRecipe(allowed ? "note" : "alarm", message, {
          reading: reading.new,
          names: /^pkg(name|base)$/,
          text: name,
        });
      });
  },
};

/** `replaces`: pacman offers it in place of a package that is installed, at every system upgrade. */
export const replacesPackages: Rule = {
  id: "replaces",
  severities: ["alarm", "warning", "note"],
  find(reading) {
    const { entry, surroundings } = reading.change;
    const allowed = entry?.allow.includes("replaces") ?? false;
    return gained(reading, "replaces").map((name) => {
      const official = (surroundings.distribution?.version(name) ?? null) !== null;
      const message = `It replaces ${quoted(name)}${official ? ", a package of the distribution" : ""}: at the next upgrade pacman offers to install it instead.`;
      const isUnknown = surroundings.distribution === null && !isVariant(name, pkgnames(reading.new));
      const isGrave = official || SECURITY_RELEVANT.has(name);
      const severity = allowed ? "note" : isGrave ? "alarm" : isUnknown ? "warning" : "note";
      return inRecipe(severity, message, { reading: reading.new, names: /^replaces/, text: name });
    });
  },
};

/** `provides` and `conflicts` of names that the distribution has. */
export const standsInFor: Rule = {
  id: "provides-official",
  severities: ["warning", "note"],
  find(reading) {
    const { distribution } = reading.change.surroundings;
    const own = pkgnames(reading.new);
    const isGrave = (name: string) => SECURITY_RELEVANT.has(name) && !isVariant(name, own);
    return (["provides", "conflicts"] as const).flatMap((kind) => {
      const official = gained(reading, kind).filter(
        (name) => !own.includes(name) && (isGrave(name) || (distribution?.version(name) ?? null) !== null),
      );
      if (official.length === 0) return [];
      const verb = kind === "provides" ? "can be installed in place of" : "cannot be installed beside";
      const message = `It ${verb} ${listed(official.map(quoted))} of the distribution (\`${kind}\`).`;
      const grave = official.find(isGrave);
      const at = { reading: reading.new, names: new RegExp(`^${kind}`), text: grave ?? official[0] ?? "" };
      return [inRecipe(grave !== undefined && reading.old !== null ? "warning" : "note", message, at)];
    });
  },
};

/** Groups decide what "install the group" brings. */
export const joinsGroups: Rule = {
  id: "groups",
  severities: ["note"],
  find(reading) {
    const groups = gained(reading, "groups");
    if (groups.length === 0) return [];
    const message = `It joins the group ${listed(groups.map(quoted))}: who installs the group installs it.`;
    return [inRecipe("note", message, { reading: reading.new, names: /^groups/, text: groups[0] ?? "" })];
  },
};

function pkgnames({ evaluation }: PackageReading): string[] {
  return (evaluation?.packages ?? []).map(({ pkgname }) => pkgname);
}

function gained(
  { old, new: next }: ChangeReading,
  kind: "provides" | "conflicts" | "replaces" | "groups",
): string[] {
  if (old !== null && old.evaluation === null) return [];
  const before = old?.evaluation ? namesOf(old, kind) : [];
  return namesOf(next, kind).filter((name) => !before.includes(name));
}

function namesOf(
  { evaluation }: PackageReading,
  kind: "provides" | "conflicts" | "replaces" | "groups",
): string[] {
  const texts = (evaluation?.packages ?? []).flatMap((one) => one[kind]);
  return [...new Set(texts.map((text) => parseProvision(text).name))];
}
