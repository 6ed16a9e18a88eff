import type { Inputs } from "./inputs.ts";
import type { ManifestAddress } from "./state.ts";

/** What will be built and why; what will not and why not. */
export type BuildPlan = {
  /** Commit of packages.yaml; null when it is not committed as it stands. */
  readonly commit: string | null;
  /** The generation it was planned on; null: nothing published that could be seen. */
  readonly base: {
    readonly generation: number;
    readonly publication: string;
    readonly manifest: ManifestAddress;
  } | null;
  /** In the order of a list schedule; the entry's name is the job's id. */
  readonly jobs: readonly PlannedBuild[];
  readonly idle: readonly IdleEntry[];
  readonly removes: readonly PlannedRemoval[];
  readonly missing: readonly MissingDependency[];
  /** Entries of each strongly connected component of more than one, in the order it was cut. */
  readonly cycles: readonly (readonly string[])[];
  /** Sonames that published packages need of each other, and that core or extra offer as well: losing one breaks nobody. */
  readonly elsewhere: readonly string[];
};

/** Nothing to do, from nowhere. */
export const EMPTY_PLAN: BuildPlan = {
  commit: null,
  base: null,
  jobs: [],
  idle: [],
  removes: [],
  missing: [],
  cycles: [],
  elsewhere: [],
};

export type PlannedBuild = Inputs & {
  /** Words a person reads. */
  readonly reason: string;
  /** Entries of this plan whose results it needs. */
  readonly waitsFor: readonly string[];
  /** Build only if a `uses` of value null comes out other than published. */
  readonly conditional: boolean;
  /** Build without check(): a cycle of checkdepends was cut here. */
  readonly withoutCheck: boolean;
  /** Seconds its last build took; null: never built. */
  readonly seconds: number | null;
};

/**
 * "rests": there is nothing to do. "waits": it is built once something else happened: a review, a release, another build,
 * another day. "unbuildable": somebody has to change something first.
 */
export type IdleEntry = {
  readonly entry: string;
  readonly standing: "rests" | "waits" | "unbuildable";
  readonly reason: string;
};

/** A published name that is to go. `withBuildOf`: the entry whose next finished build takes it away; null: the next publication does. */
export type PlannedRemoval = {
  readonly pkgname: string;
  readonly withBuildOf: string | null;
  readonly reason: string;
};

/** `command` adds the dependency; null where none does. */
export type MissingDependency = {
  readonly entry: string;
  readonly dependency: string;
  readonly command: string | null;
};
