import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { makePackages } from "../../../../test/made-packages.ts";
import { readPackage } from "../../archive/index.ts";
import type { Container, Sandbox } from "../../sandbox/index.ts";
import { downloadDependencies } from "../dependencies.ts";
import type { Trials } from "../failure-stories.ts";
import type { LocalPackage } from "../local-repository.ts";
import { boundsOf, type PhaseContext } from "../phase-command.ts";
import { entryOf, type SmallPackage, treeOf } from "../small-package.ts";
import { installTest } from "./install-test.ts";
import { collectDependencies, furnish, OPEN_UP } from "./test-container.ts";

/** For tests: packages that makepkg made all at once, and what their install tests need. */
export async function openInstallTrials(
  sandbox: Sandbox,
  packages: readonly SmallPackage[],
): Promise<Trials> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "autorepo-install-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const [fetched, files] = await Promise.all([
    fetchedIn(sandbox),
    makePackages(folder, packages.map(recipeOf)),
  ]);
  stack.use(fetched);
  const rest = stack.move();
  return {
    async run(small) {
      const path = files.find((file) => basename(file).startsWith(`${small.name}-1.0-1-`)) ?? "";
      await runInstallTest({ sandbox, fetched, small, built: { path, contents: await readPackage(path) } });
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

function recipeOf(small: SmallPackage): Readonly<Record<string, string>> {
  return Object.fromEntries(treeOf(small).files.map(({ path, content }) => [path, `${content}`]));
}

/** The container that would have fetched the sources: what it has got are the databases. */
async function fetchedIn(sandbox: Sandbox): Promise<Container> {
  const container = await sandbox.open({ purpose: "fetched", network: true, disk: 0, seconds: 900 });
  await downloadDependencies(container, [], contextOf(sandbox));
  await collectDependencies(container, [], contextOf(sandbox));
  return container;
}

type Trial = {
  readonly sandbox: Sandbox;
  readonly fetched: Container;
  readonly small: SmallPackage;
  readonly built: LocalPackage;
};

async function runInstallTest({ sandbox, fetched, small, built }: Trial): Promise<void> {
  const supply = { fetched, repository: "small" };
  const open = () =>
    sandbox.open({ purpose: small.name, network: false, disk: 0, seconds: 300, preparation: OPEN_UP });
  await using furnished = await open();
  await furnish(furnished, supply, contextOf(sandbox));
  const { tests, allow } = entryOf(small);
  const test = {
    ...{ supply, built: [built], others: [], upgrade: null, furnished, collected: [], open },
    commands: tests,
    allowUnresolved: allow.includes("unresolved-library"),
    fetchedAll() {},
  };
  await installTest(test, contextOf(sandbox), () => {});
}

function contextOf(sandbox: Sandbox): PhaseContext {
  const log = { phase: "install-test", write() {}, note() {}, exited() {} } as const;
  return { log, bounds: boundsOf(300, sandbox, new AbortController().signal) };
}
