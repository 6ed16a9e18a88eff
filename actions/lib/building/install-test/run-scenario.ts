import { basename, posix } from "node:path";
import type { TestResult } from "../../documents/index.ts";
import type { Container } from "../../sandbox/index.ts";
import { LAYOUT } from "../layout.ts";
import { type LocalPackage, namesOf } from "../local-repository.ts";
import { type PhaseContext, runIn } from "../phase-command.ts";
import { readable } from "../transcript.ts";
import {
  judgeFiles,
  judgeIntegrity,
  judgeScriptlets,
  judgeTransaction,
  judgeUpgrade,
  type Said,
} from "./pacman-report.ts";
import { type Installation, renewedBeside, type Scenario } from "./scenarios.ts";
import { judgeLibraries, readLibraryCache, searchedPaths } from "./shared-libraries.ts";
import { INSTALL } from "./test-container.ts";

export type ScenarioContext = PhaseContext & {
  readonly allowUnresolved: boolean;
  /** Told of every result as it comes, so that what came before a timeout is kept. */
  readonly report: (result: TestResult) => void;
};

/** Installs what users have. Returns whether that could still be done. */
export async function installPublished(
  container: Container,
  { test, before, packages }: Scenario & { readonly before: Installation },
  context: ScenarioContext,
): Promise<boolean> {
  const said = await install(container, before.packages, context);
  if (said.exit === 0) return true;
  const detail = `not tried, since the published version cannot be installed any more: ${judgeTransaction(said).detail}`;
  context.report({ test, subject: namesOf(packages).join(" "), outcome: "noted", detail });
  return false;
}

/** Installs as the scenario says and looks at what came of it. Returns whether the packages are installed now. */
export async function runScenario(
  container: Container,
  scenario: Scenario,
  context: ScenarioContext,
): Promise<boolean> {
  const { test, before, packages } = scenario;
  const names = namesOf(packages);
  const subject = names.join(" ");
  const along = await installedOf(container, renewedBeside(scenario), context);
  const said = await install(container, [...packages, ...along], context);
  const installed = before === null ? judgeTransaction(said) : judgeUpgrade(said, names);
  context.report({ test, subject, ...installed });
  if (installed.outcome !== "passed") return false;
  context.report({ test: "scriptlets", subject, ...judgeScriptlets(said) });
  await inspect(container, packages, context);
  return true;
}

/** Those of the packages that the container has in another version. */
async function installedOf(
  container: Container,
  packages: readonly LocalPackage[],
  context: PhaseContext,
): Promise<readonly LocalPackage[]> {
  if (packages.length === 0) return [];
  const { stdout } = await runIn(
    container,
    { as: "root", script: "pacman -Qq", quiet: true, seconds: INSPECT_SECONDS },
    context,
  );
  const installed = new Set(readable(stdout).split("\n"));
  return packages.filter(({ contents }) => installed.has(contents.info.pkgname));
}

async function install(
  container: Container,
  packages: readonly LocalPackage[],
  context: PhaseContext,
): Promise<Said> {
  const files = packages.map(({ path }) => posix.join(LAYOUT.repository, basename(path)));
  return ask(container, { script: INSTALL, arguments: files }, context);
}

async function inspect(
  container: Container,
  packages: readonly LocalPackage[],
  context: ScenarioContext,
): Promise<void> {
  const names = namesOf(packages);
  const subject = names.join(" ");
  const [[present, whole], available] = await Promise.all([
    checkFiles(container, names, context),
    librariesIn(container, packages, context),
  ]);
  context.report({ test: "files", subject, ...judgeFiles(present) });
  context.report({ test: "integrity", subject, ...judgeIntegrity(whole) });
  for (const local of packages) {
    const judged = judgeLibraries(local.contents, available, context.allowUnresolved);
    context.report({ test: "libraries", subject: local.contents.info.pkgname, ...judged });
  }
}

/** What `pacman -Qk` and `-Qkk` say, asked in one command, since each costs a tenth of a second. */
async function checkFiles(
  container: Container,
  names: readonly string[],
  context: PhaseContext,
): Promise<readonly [Said, Said]> {
  const { exit, stdout, stderr } = await ask(container, { script: CHECK_FILES, arguments: names }, context);
  return [
    { exit: exit & 1, stdout, stderr: "" },
    { exit: exit & 2, stdout: "", stderr },
  ];
}

/** All that the first says goes to one stream, all of the second to the other; the exit code has a bit of each. */
const CHECK_FILES = `
pacman -Qk -- "$@" 2>&1 || failed=1
pacman -Qkk -- "$@" >&2 || failed=$((failed | 2))
exit $((failed))
`;

async function librariesIn(container: Container, packages: readonly LocalPackage[], context: PhaseContext) {
  const paths = [...new Set(packages.flatMap((local) => searchedPaths(local.contents)))];
  const input = (async function* () {
    yield new TextEncoder().encode([...paths, ""].map((path) => `${path}\0`).join(""));
  })();
  const { stdout } = await runIn(
    container,
    { as: "builder", script: LIST_LIBRARIES, input, quiet: true, seconds: INSPECT_SECONDS },
    context,
  );
  const [cache = "", ...present] = new TextDecoder().decode(stdout).split("\0");
  return { cached: readLibraryCache(cache), present: new Set(present) };
}

/**
 * As the builder: nothing here needs root, and the cache is readable by all. An empty path ends the list, since engines
 * lose the end of an input that is over at once now and then (moby/moby#37870).
 */
const LIST_LIBRARIES = `
PATH=$PATH:/usr/sbin:/sbin ldconfig -p
printf '\\0'
while IFS= read -r -d '' path && [[ -n $path ]]; do [[ ! -e $path ]] || printf '%s\\0' "$path"; done
`;

/** Runs pacman without a terminal: what a failed scriptlet says is told by the stream it comes on. */
async function ask(
  container: Container,
  command: { readonly script: string; readonly arguments: readonly string[] },
  context: PhaseContext,
): Promise<Said> {
  const { exit, stdout, stderr } = await runIn(
    container,
    { ...command, as: "root", quiet: true, seconds: INSTALL_SECONDS },
    context,
  );
  context.log.write(stdout);
  context.log.write(stderr);
  return { exit, stdout: readable(stdout), stderr: readable(stderr) };
}

const INSTALL_SECONDS = 1800;
const INSPECT_SECONDS = 300;
