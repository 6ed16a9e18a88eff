import type { TestResult } from "../../documents/index.ts";
import type { Container } from "../../sandbox/index.ts";
import {
  dependenciesOf,
  type LocalPackage,
  namesOf,
  stockRepository,
  unsatisfiedBy,
} from "../local-repository.ts";
import type { PhaseContext } from "../phase-command.ts";
import { PhaseFailure, packageFault } from "../phase-failure.ts";
import { installPublished, runScenario, type ScenarioContext } from "./run-scenario.ts";
import { type Scenario, scenariosFor, type Tested } from "./scenarios.ts";
import { collectDependencies, furnish, TEST_CACHE, type TestSupply } from "./test-container.ts";
import { runCommands } from "./user-commands.ts";

export type InstallTest = Tested & {
  readonly supply: TestSupply;
  /** The user's `test:` commands. */
  readonly commands: readonly string[];
  readonly allowUnresolved: boolean;
  /** A container that is furnished with `collected`, and one more of its kind. */
  readonly furnished: Container;
  readonly collected: readonly string[];
  open(): Promise<Container>;
  /** Told when nothing more is needed from the container that fetched. */
  fetchedAll(): void;
};

/**
 * Installs what was built as users will, in fresh containers without network. Every result goes to `report`.
 *
 * @throws PhaseFailure with the first failed test
 */
export async function installTest(
  test: InstallTest,
  context: PhaseContext,
  report: (result: TestResult) => void,
): Promise<void> {
  const failed: TestResult[] = [];
  const scenarioContext: ScenarioContext = {
    ...context,
    allowUnresolved: test.allowUnresolved,
    report(result) {
      context.log.note(`${result.test} ${result.subject}: ${result.outcome} ${result.detail}`.trimEnd());
      if (result.outcome === "failed") failed.push(result);
      report(result);
    },
  };
  const scenarios = await affordable(test, scenarioContext);
  for (const [index, scenario] of scenarios.entries()) {
    await attempt(scenario, { test, index, last: index === scenarios.length - 1 }, scenarioContext);
  }
  if (failed[0] !== undefined) throw new PhaseFailure("install-test", packageFault(inWords(failed)));
}

function inWords(failed: readonly TestResult[]): string {
  const [first] = failed;
  const others = failed.length > 1 ? ` (and ${failed.length - 1} more failed tests)` : "";
  return `${first?.test} of ${first?.subject}: ${first?.detail}${others}`;
}

/**
 * The scenarios whose dependencies can be had. What only the built packages name is downloaded here; the upgrade is
 * left out where what is published needs what exists no more.
 */
async function affordable(test: InstallTest, context: ScenarioContext): Promise<readonly Scenario[]> {
  const { built, others, upgrade, collected } = test;
  const scenarios = scenariosFor(test);
  const needed = outsideDependencies([...built, ...others]);
  const everything = [...needed, ...scenarios.flatMap(neededToUpgrade)];
  if (everything.every((dependency) => collected.includes(dependency))) return scenarios;
  const lacking = await provide(test, everything, context);
  if (lacking === null) return scenarios;
  const lackingItself = upgrade === null ? lacking : await provide(test, needed, context);
  const subject = namesOf(built).join(" ");
  if (lackingItself !== null) {
    const detail = `its dependencies: ${lackingItself}`;
    context.report({ test: "install-alone", subject, outcome: "failed", detail });
    return [];
  }
  const detail = `not tried, since what is published needs what cannot be had: ${lacking}`;
  context.report({ test: "upgrade", subject, outcome: "noted", detail });
  return scenarios.filter((scenario) => scenario.test !== "upgrade");
}

/** Downloads dependencies and brings them into the first container. Returns null, or what is lacking. */
async function provide(
  { supply, furnished }: InstallTest,
  dependencies: readonly string[],
  context: ScenarioContext,
): Promise<string | null> {
  const lacking = await collectDependencies(supply.fetched, dependencies, context);
  if (lacking === null) await supply.fetched.carry([TEST_CACHE], furnished);
  return lacking;
}

function neededToUpgrade({ before, repository }: Scenario): readonly string[] {
  if (before === null) return [];
  return [...outsideDependencies(before.repository), ...outsideDependencies(repository)];
}

function outsideDependencies(packages: readonly LocalPackage[]): readonly string[] {
  return unsatisfiedBy(packages, dependenciesOf(packages));
}

async function attempt(
  scenario: Scenario,
  { test, index, last }: { readonly test: InstallTest; readonly index: number; readonly last: boolean },
  context: ScenarioContext,
): Promise<void> {
  await using opened = new AsyncDisposableStack();
  let container = test.furnished;
  if (index > 0) {
    container = opened.use(await test.open());
    await furnish(container, test.supply, context);
  }
  if (last) test.fetchedAll();
  const { before, repository } = scenario;
  const name = test.supply.repository;
  if (before !== null) {
    await stockRepository(container, { name, packages: before.repository });
    if (!(await installPublished(container, { ...scenario, before }, context))) return;
  }
  await stockRepository(container, { name, packages: repository }, before?.repository);
  const installed = await runScenario(container, scenario, context);
  // The first scenario is the one with the most packages.
  if (installed && index === 0) await runCommands(container, test.commands, context);
}
