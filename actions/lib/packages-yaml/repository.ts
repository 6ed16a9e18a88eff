import { type AddressRules, parseAddress } from "./address.ts";
import { parseDuration } from "./duration.ts";
import type { Judge } from "./judge.ts";
import type { RepositorySettings } from "./packages-yaml.ts";
import { accept, type Parsed, quote, refuse } from "./problem.ts";
import type { WrittenRepository } from "./shape.ts";
import { readStore } from "./store-address.ts";

const DEFAULT_MIRROR = "https://geo.mirror.pkgbuild.com/$repo/os/$arch";

const DEFAULTS = {
  image: "docker.io/library/archlinux:base-devel",
  mirror: DEFAULT_MIRROR,
  keep: "14d",
};

/** Settings under `repository:`, defaults filled in; null when one is missing or was refused. */
export function readRepository(
  written: WrittenRepository,
  { judge, ownMachine }: { readonly judge: Judge; readonly ownMachine: boolean },
): RepositorySettings | null {
  const take = <T>(key: keyof WrittenRepository, parsed: Parsed<T>) =>
    judge.take(`/repository/${key}`, parsed);
  const name = written.name === undefined ? null : take("name", parseRepositoryName(written.name));
  const image = take("image", parseImage(written.image ?? DEFAULTS.image));
  const mirror = take("mirror", parseMirror(written.mirror ?? DEFAULTS.mirror, { ownMachine }));
  const store = readStore(written, { judge, ownMachine });
  const url = written.url === undefined ? null : take("url", parseUrl(written.url));
  const keepSeconds = take(
    "keep",
    parseDuration(written.keep ?? DEFAULTS.keep, { least: "0d", most: "3650d" }),
  );
  if (name === null || image === null || mirror === null || store === null || keepSeconds === null)
    return null;
  return { name, image, mirror, mirrorGiven: mirror !== DEFAULT_MIRROR, store, url, keepSeconds };
}

/** Seconds; 0 opens pull requests at once. */
export function readCooldown(written: string | undefined, judge: Judge): number | null {
  return judge.take("/cooldown", parseDuration(written ?? "3d", { least: "0d", most: "365d" }));
}

/** Names that pacman takes for something else, or that would hide an official repository. */
const TAKEN_NAMES = ["local", "options", "core", "extra", "multilib"];

/** Section and database name: pacman.conf(5) and alpm-repo-name(7), and nothing an address would need to encode. */
export function parseRepositoryName(name: string): Parsed<string> {
  const official = name.toLowerCase().replace(/-(?:testing|staging)$/, "");
  if (TAKEN_NAMES.includes(official)) {
    const says = `${quote(name)} is pacman's own name or an official repository's`;
    return refuse("repository-name", says, "choose another name");
  }
  return accept(name);
}

const IMAGE_PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const IMAGE = new RegExp(
  `^(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?/)?${IMAGE_PART}(?:/${IMAGE_PART})*` +
    "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$",
);

/** A reference as docker and podman read it, by tag, digest or both. */
export function parseImage(text: string): Parsed<string> {
  if (IMAGE.test(text)) return accept(text);
  const fix = "write name:tag or name@sha256:…, such as docker.io/library/archlinux:base-devel";
  return refuse("image", `${quote(text)} is not a container image`, fix);
}

/**
 * Planning believes the names in the mirror's databases, which nobody signs: so https, or on a user's own machine
 * also http and file, for a mirror in the same network.
 */
export function parseMirror(text: string, { ownMachine }: { ownMachine: boolean }): Parsed<string> {
  const also: AddressRules["also"] = ownMachine ? ["http", "file"] : [];
  const parsed = parseAddress(text, { rule: "mirror", also, needsPath: true, example: DEFAULT_MIRROR });
  if (!parsed.ok) return parsed;
  if (!text.includes("$repo")) {
    const fix = `put $repo where core or extra belongs, as in ${DEFAULT_MIRROR}`;
    return refuse("mirror", `${quote(text)} does not say where the repository's name goes`, fix);
  }
  return accept(withoutSlash(text));
}

/** Packages are signed, and website endpoints of buckets often speak plain http only: so http is accepted. */
export function parseUrl(text: string): Parsed<string> {
  const example = "https://pkgs.example.org";
  const parsed = parseAddress(text, { rule: "url", also: ["http"], needsPath: false, example });
  return parsed.ok ? accept(withoutSlash(text)) : parsed;
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, "");
}
