import type { IdleEntry, PublishedEntry } from "../documents/index.ts";
import type { Entry } from "../packages-yaml/packages-yaml.ts";
import { movingSources } from "../pkgbuild/index.ts";
import { buildKey, checksDigest } from "./build-key.ts";
import { isHeld } from "./holds.ts";
import type { PlanningWorld, ReadTree } from "./planning-world.ts";

/** An entry of packages.yaml with what is published of it. */
export type Member = BuildableMember | BarredMember;
export type BuildableMember = EntryFacts & { readonly state: Buildable };
export type BarredMember = EntryFacts & { readonly state: Barred };
export type Members = ReadonlyMap<string, Member>;

type EntryFacts = {
  readonly name: string;
  readonly entry: Entry;
  readonly published: PublishedEntry | null;
};

/** Not to be built whatever changed. */
type Barred = { readonly kind: "barred" } & Omit<IdleEntry, "entry">;
type Buildable = {
  readonly kind: "buildable";
  readonly tree: ReadTree;
  readonly key: string;
  readonly checks: string;
  /** Whether pkgver may come out greater than what the PKGBUILD says. */
  readonly moving: boolean;
};
/** The entries in their order in packages.yaml, by name. */
export function membersOf(world: PlanningWorld): Members {
  const published = new Map(world.manifest?.entries.map((entry) => [entry.entry, entry]));
  return new Map(
    world.packagesYaml.entries.map((entry) => {
      const facts = { name: entry.name, entry, published: published.get(entry.name) ?? null };
      return [entry.name, memberOf(world, facts)];
    }),
  );
}

export function isBuildable(member: Member): member is BuildableMember {
  return member.state.kind === "buildable";
}

function heldReason(version: string | null): string {
  return version === null ? "held back by a rollback" : `held at ${version} by a rollback`;
}

function memberOf(world: PlanningWorld, facts: EntryFacts): Member {
  const { entry, published } = facts;
  const barred = (standing: Barred["standing"], reason: string): Member => {
    return { ...facts, state: { kind: "barred", standing, reason } };
  };
  if (isHeld(entry, published?.hold ?? null)) return barred("waits", heldReason(publishedVersion(published)));
  const tree = world.trees.get(entry.name);
  if (!tree && entry.ref === null && "git" in entry.source)
    return barred(
      "waits",
      `not reviewed yet: \`scripts/autorepo review ${entry.name}\` shows it and pins it`,
    );
  if (!tree) return barred("unbuildable", "its folder was not looked up");
  if ("problem" in tree) return barred("unbuildable", tree.problem);
  return { ...facts, state: buildable(world, entry, tree) };
}

function buildable(world: PlanningWorld, entry: Entry, tree: ReadTree): Buildable {
  const { image } = world.packagesYaml.repository;
  const { publishes, settings } = entry;
  return {
    kind: "buildable",
    tree,
    key: buildKey({ tree: tree.tree, publishes, network: settings.network, image }),
    checks: checksDigest(entry),
    moving: movingSources(tree.metadata).length > 0,
  };
}

/** Of the entry's first package; its packages have one version, sub-releases included. */
export function publishedVersion(published: PublishedEntry | null): string | null {
  return published?.built?.packages[0]?.version ?? null;
}
