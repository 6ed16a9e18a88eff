import type { Metadata } from "../documents/index.ts";
import type { Container } from "../sandbox/index.ts";
import { runtimeDependencies } from "./dependencies.ts";
import { installTest } from "./install-test/install-test.ts";
import { collectDependencies, furnish } from "./install-test/test-container.ts";
import { dependenciesOf, isNoneOf, requiredPackages, unsatisfiedBy } from "./local-repository.ts";
import { PhaseFailure, packageFault } from "./phase-failure.ts";
import { suppliesOf } from "./supplies.ts";
import { readUpgrade } from "./upgrade.ts";
import type { OpenWork } from "./work.ts";

/** A container with the image at the build's versions, and which dependencies lie there to be installed. */
export type ReadyTest = { readonly furnished: Container; readonly collected: readonly string[] };

/** Gets the first container of the install test ready while the package is being built. */
export async function setUpTest(work: OpenWork, metadata: Metadata): Promise<ReadyTest> {
  const { containers, journal, bounds, finished, context } = work;
  const phase = { log: journal.aside("install-test"), bounds };
  const [fetched, furnished] = await Promise.all([containers.get("sources"), containers.get("install-test")]);
  const wanted = runtimeDependencies(metadata);
  const own = await requiredPackages(wanted, suppliesOf(finished, context));
  const needed = [...wanted, ...dependenciesOf(own)];
  const collected = unsatisfiedBy(own, needed);
  const lacking = await collectDependencies(fetched, collected, phase);
  if (lacking !== null) throw new PhaseFailure("install-test", packageFault(`dependencies: ${lacking}`));
  await furnish(furnished, { fetched, repository: context.repository }, phase);
  return { furnished, collected };
}

/** Installs what was built; every test's result goes into the findings. */
export async function testStage(work: OpenWork, ready: ReadyTest): Promise<void> {
  const { containers, journal, bounds, entry, finished, findings, context } = work;
  await journal.during("install-test", "pacman -U", async (log) => {
    const built = findings.packages;
    const supplies = suppliesOf(finished, context).filter(isNoneOf(built));
    const [others, upgrade, fetched] = await Promise.all([
      requiredPackages(dependenciesOf(built), supplies),
      readUpgrade(work, built),
      containers.get("sources"),
    ]);
    const test = {
      supply: { fetched, repository: context.repository },
      built,
      others,
      upgrade,
      commands: entry.tests,
      allowUnresolved: entry.allow.includes("unresolved-library"),
      ...ready,
      open: () => containers.another("install-test"),
      fetchedAll: () => containers.release("sources"),
    };
    await installTest(test, { log, bounds }, (result) => findings.tests.push(result));
  });
}
