import { readdirSync, readFileSync } from "node:fs";
import type { DistributionNames } from "../actions/lib/distribution/distribution-names.ts";
import { type Dependency, parseDependency } from "../actions/lib/pkgbuild/index.ts";
import type { PlanningWorld } from "../actions/lib/planning/index.ts";
import { type Sketch, worldOf } from "./planning-worlds.ts";

type GraphPackage = {
  readonly pkgnames: readonly string[];
  readonly depends: readonly string[];
  readonly makedepends: readonly string[];
  readonly checkdepends: readonly string[];
  readonly provides: readonly string[];
  readonly version: string;
};

const GRAPHS = new URL("data/graphs/", import.meta.url);

export function graphNames(): string[] {
  return readdirSync(GRAPHS)
    .map((file) => file.replace(/\.json$/, ""))
    .sort();
}

/**
 * The packages of a real repository, each an entry. The distribution has every name that none of them has, in
 * whatever versions they ask for.
 */
export function graphWorld(graph: string): PlanningWorld {
  const packages: Record<string, GraphPackage> = JSON.parse(
    readFileSync(new URL(`${graph}.json`, GRAPHS), "utf8"),
  );
  const sketches = Object.entries(packages).map(([name, facts]): Sketch => ({ name, ...facts }));
  const own = new Set(sketches.flatMap(({ name, pkgnames }) => pkgnames ?? [name]));
  const asked = Object.values(packages).flatMap((one) => [
    ...one.depends,
    ...one.makedepends,
    ...one.checkdepends,
  ]);
  const dependencies = Map.groupBy(asked.map(parseDependency), ({ name }) => name);
  const distribution: DistributionNames = {
    version: (name) => (own.has(name) ? null : "1-1"),
    providers: (name) => (own.has(name) ? [] : (dependencies.get(name) ?? []).map(providerFor)),
  };
  return worldOf(sketches, { distribution });
}

function providerFor({ name, comparison, version }: Dependency) {
  const satisfying = comparison === "<" ? "0" : comparison === ">" ? `${version}.1` : version;
  return { pkgname: name, version: satisfying };
}
