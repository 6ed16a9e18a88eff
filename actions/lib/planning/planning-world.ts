import type { DistributionNames } from "../distribution/distribution-names.ts";
import type { BuildPlan, Manifest, Metadata } from "../documents/index.ts";
import type { PackagesYaml } from "../packages-yaml/packages-yaml.ts";
import type { Platform } from "./platform.ts";

/** All that a plan is made from, looked up before. */
export type PlanningWorld = {
  readonly now: Date;
  /** Of packages.yaml; null: not committed as it stands. */
  readonly commit: string | null;
  readonly packagesYaml: PackagesYaml;
  readonly base: BuildPlan["base"];
  /** What is published; null: nothing that could be seen. */
  readonly manifest: Manifest | null;
  /** By entry. A git entry that is not reviewed yet has none, unless it is built from its branch's head. */
  readonly trees: ReadonlyMap<string, EntryTree>;
  readonly distribution: DistributionNames;
  /** Newest commits of the sources in `headsToAsk`, by source as evaluated; without those that did not answer. */
  readonly heads: ReadonlyMap<string, string>;
  /** What published packages need is compared with it; null: this plan does not compare. */
  readonly platform: Platform | null;
  readonly selection: Selection;
};

/** The folder an entry leads to and what its PKGBUILD says; or in words why neither is known. */
export type EntryTree = ReadTree | { readonly problem: string };
export type ReadTree = { readonly commit: string | null; readonly tree: string; readonly metadata: Metadata };

/** `packages`: names given by hand, null for all; `rebuild`: build them though nothing changed. */
export type Selection = { readonly packages: readonly string[] | null; readonly rebuild: boolean };
