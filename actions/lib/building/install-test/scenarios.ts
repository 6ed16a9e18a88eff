import { type Candidate, parseDependency, satisfies } from "../../pkgbuild/index.ts";
import { isNoneOf, type LocalPackage } from "../local-repository.ts";

/** What is installed by one command, and what the repository has then. */
export type Installation = {
  readonly packages: readonly LocalPackage[];
  readonly repository: readonly LocalPackage[];
};

/** One fresh container's worth of installing. `before`: installed first, as users have it. */
export type Scenario = Installation & {
  readonly test: "install-alone" | "install-together" | "upgrade";
  readonly before: Installation | null;
};

export type Upgrade = {
  /** What the entry has published until now of what was built. */
  readonly published: readonly LocalPackage[];
  /** What of this repository that depends on, as published. */
  readonly beside: readonly LocalPackage[];
  /** What of this repository `built` may depend on, and what has become of `beside`. */
  readonly others: readonly LocalPackage[];
};

export type Tested = {
  /** Under test, and already accepted by what their bytes say. */
  readonly built: readonly LocalPackage[];
  /** Packages of this repository that they may depend on, `built` not among them. */
  readonly others: readonly LocalPackage[];
  /** Null: nothing of it is published, or it cannot be had. */
  readonly upgrade: Upgrade | null;
};

/**
 * Each package alone, all that do not conflict together, and the upgrade from what is published. The first one is
 * that with the most packages: the user's commands run there.
 */
export function scenariosFor({ built, others, upgrade }: Tested): readonly Scenario[] {
  const fresh = { before: null, repository: [...built, ...others] };
  const together = compatible(built);
  const alone = built.map((one): Scenario => ({ ...fresh, test: "install-alone", packages: [one] }));
  return [
    ...(together.length > 1
      ? [{ ...fresh, test: "install-together", packages: together } satisfies Scenario]
      : []),
    ...alone,
    ...(upgrade === null ? [] : upgradeTo(together, built, upgrade)),
  ];
}

function upgradeTo(
  together: readonly LocalPackage[],
  built: readonly LocalPackage[],
  { published, beside, others }: Upgrade,
): readonly Scenario[] {
  const isOther = isNoneOf(together);
  const before = compatible(published.filter(({ contents }) => !isOther(contents.info)));
  if (before.length === 0) return [];
  return [
    {
      test: "upgrade",
      before: { packages: before, repository: [...published, ...beside] },
      packages: together,
      repository: [...built, ...others],
    },
  ];
}

/**
 * What has become of other packages of the repository since `before`: who has them installed gets them by the same
 * `pacman -Syu`.
 */
export function renewedBeside({ before, packages, repository }: Scenario): readonly LocalPackage[] {
  if (before === null) return [];
  const [isUntested, isNew] = [isNoneOf(packages), isNoneOf(before.repository)];
  const unchanged = new Set(before.repository.map(({ path }) => path));
  return repository.filter(
    ({ path, contents: { info } }) => isUntested(info) && !isNew(info) && !unchanged.has(path),
  );
}

/** As many as fit beside each other, taken in order. */
function compatible(packages: readonly LocalPackage[]): readonly LocalPackage[] {
  const chosen: LocalPackage[] = [];
  for (const next of packages) {
    if (!chosen.some((other) => conflict(next, other) || conflict(other, next))) chosen.push(next);
  }
  return chosen;
}

/** Whether `one` names `other` among its conflicts, by name or by what it provides (PKGBUILD(5)). */
function conflict(one: LocalPackage, other: LocalPackage): boolean {
  const candidate: Candidate = other.contents.info;
  return one.contents.info.conflicts.some((text) => satisfies(parseDependency(text), candidate));
}
