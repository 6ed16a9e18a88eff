import { vercmp } from "./version.ts";

/** A dependency as libalpm reads it; `comparison` and `version` are null together: any version will do. */
export type Dependency = {
  readonly name: string;
  readonly comparison: Comparison | null;
  readonly version: string | null;
};
export type Comparison = "<" | "<=" | "=" | ">=" | ">";

/** `version` null: the provision has none, and only dependencies without one are satisfied by it. */
export type Provision = { readonly name: string; readonly version: string | null };

/** A package that may satisfy a dependency. */
export type Candidate = {
  readonly pkgname: string;
  readonly version: string;
  readonly provides: readonly string[];
};

/** "foo>=1:2.0-1", "libfoo.so=3-64", "lib:libfoo.so.3", "foo: what it is good for" (alpm_dep_from_string). */
export function parseDependency(text: string): Dependency {
  const described = text.indexOf(": ");
  const dependency = described < 0 ? text : text.slice(0, described);
  // libalpm looks for "<" in the whole text before ">", and for "=" last.
  for (const sign of ["<", ">", "="] as const) {
    const at = dependency.indexOf(sign);
    if (at < 0) continue;
    const orEqual = sign !== "=" && dependency[at + 1] === "=";
    const comparison: Comparison = orEqual ? `${sign}=` : sign;
    return { name: dependency.slice(0, at), comparison, version: dependency.slice(at + comparison.length) };
  }
  return { name: dependency, comparison: null, version: null };
}

/** "foo", "foo=1.0": whatever has another comparison provides no version, as for libalpm. */
export function parseProvision(text: string): Provision {
  const { name, comparison, version } = parseDependency(text);
  return { name, version: comparison === "=" ? version : null };
}

/** Whether a package satisfies a dependency, by its own name and version or by what it provides. */
export function satisfies(dependency: Dependency, candidate: Candidate): boolean {
  if (candidate.pkgname === dependency.name && satisfiesVersion(dependency, candidate.version)) return true;
  return candidate.provides.some((text) => satisfiesProvision(dependency, parseProvision(text)));
}

/** The version half of `satisfies`, for a package that has the dependency's name. */
export function satisfiesVersion({ comparison, version }: Dependency, offered: string): boolean {
  if (comparison === null || version === null) return true;
  const order = vercmp(offered, version);
  if (order === 0) return comparison.includes("=");
  return comparison.startsWith(order < 0 ? "<" : ">");
}

/** Whether one provision satisfies a dependency: same name, and a version of its own where one is asked for. */
export function satisfiesProvision(dependency: Dependency, provision: Provision): boolean {
  if (provision.name !== dependency.name) return false;
  if (dependency.comparison === null) return true;
  return provision.version !== null && satisfiesVersion(dependency, provision.version);
}
