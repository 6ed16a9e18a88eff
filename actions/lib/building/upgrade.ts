import type { InstallTest } from "./install-test/install-test.ts";
import {
  dependenciesOf,
  isNoneOf,
  type LocalPackage,
  namesOf,
  requiredPackages,
} from "./local-repository.ts";
import { goesWithout, readPublishedPackage, suppliesOf } from "./supplies.ts";
import type { OpenWork } from "./work.ts";

/**
 * What users have installed of the packages `built`, as published and with the packages of this repository that those
 * need, which the new ones may need no more; and what the repository has once this run is published.
 *
 * @throws PhaseFailure where the store cannot be read
 */
export async function readUpgrade(
  work: OpenWork,
  built: readonly LocalPackage[],
): Promise<InstallTest["upgrade"]> {
  const { context, finished } = work;
  const published = await publishedPackages(work, namesOf(built));
  if (published.length === 0) return null;
  const beside = await requiredPackages(
    dependenciesOf(published),
    suppliesOf([], context, goesWithout).filter(isNoneOf(published)),
  );
  const others = await requiredPackages(
    [...dependenciesOf(built), ...namesOf(beside)],
    suppliesOf(finished, context, goesWithout).filter(isNoneOf(built)),
  );
  return { published, beside, others };
}

/** What is upgraded from; a package that the store has lost must not keep the one from it that takes its place. */
async function publishedPackages(
  { job, context, findings }: OpenWork,
  names: readonly string[],
): Promise<readonly LocalPackage[]> {
  const published = context.manifest?.entries.find(({ entry }) => entry === job.entry)?.built?.packages ?? [];
  const replaced = published.filter(({ pkgname }) => names.includes(pkgname));
  const read = replaced.map(async (one) => {
    const local = await readPublishedPackage(one, context);
    if (local !== null) return [local];
    const detail = `not tried, since the store has lost the published ${one.version}`;
    findings.tests.push({ test: "upgrade", subject: one.pkgname, outcome: "noted", detail });
    return [];
  });
  return (await Promise.all(read)).flat();
}
