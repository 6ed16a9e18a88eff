import type { BuildPlan } from "../../actions/lib/documents/index.ts";
import {
  type RemovalToConfirm,
  removalToConfirm,
  type StateTrust,
} from "../../actions/lib/publishing/index.ts";
import {
  distributionNames,
  type LazySandbox,
  lazySandbox,
  openSigning,
  platformFiles,
  type Workspace,
} from "../../actions/lib/workspace/index.ts";
import { type Planned, plan } from "../../actions/plan/plan.ts";
import { entriesGiven } from "./entry-names.ts";
import type { ExitName } from "./exit-codes.ts";
import { writeNamedFile } from "./named-file.ts";
import { planText } from "./plan-text.ts";
import { lackOfContainers, lackOfKeys } from "./plan-warnings.ts";
import type { Call, Verb } from "./verb.ts";
import { openWorkspace, STORE_OPTION } from "./workspace.ts";

export const PLAN_OPTIONS = {
  packages: { type: "string" },
  rebuild: { type: "boolean" },
  "from-heads": { type: "boolean" },
  compare: { type: "boolean" },
} as const;

export const planVerb: Verb = {
  name: "plan",
  usage: "[--packages a,b] [--rebuild] [--from-heads] [--compare] [--store URL] [--out FILE]",
  summary: "what would be built, in which order, and why",
  operands: [0, 0],
  options: { ...PLAN_OPTIONS, ...STORE_OPTION, out: { type: "string" } },
  help: `
Compares packages.yaml with what the store publishes and says for every package why it would be built,
or why not. Builds and changes nothing. A PKGBUILD that was never evaluated is evaluated in a container
without network, once.

Exit codes are those that \`run\` would end with: 1 where an entry cannot be built (waiting is none), 3 where so many names go
that \`run\` wants it confirmed, or, with AUTOREPO_SIGNING_KEY, where the state is not signed by this key. What this
machine lacks to build or publish the plan is said, and is no failure.

  --packages a,b   only these entries, and what they need that was never published
  --rebuild        build them though nothing changed; clients see a new sub-release
  --from-heads     the newest commit of each branch, pins ignored, for the repository NAME-heads
  --compare        also look whether core and extra still offer what published packages need, by their file lists
  --store URL      against another place than repository.store
  --out FILE       writes the plan for \`build --plan FILE\`

Examples:
  scripts/autorepo plan
  scripts/autorepo plan --packages yay --json`,
  run: runPlan,
};

async function runPlan(call: Call): Promise<ExitName> {
  const { screen, values } = call;
  const workspace = await openWorkspace(call, values["from-heads"] === true);
  await using sandbox = lazySandbox(call, workspace, PLANNING_JOBS);
  const trust = await trustAtHand(call, workspace);
  const made = await planned(call, workspace, { sandbox, trust });
  const { plan } = made;
  if (typeof values.out === "string") {
    await writeNamedFile({ option: "--out", file: values.out }, `${JSON.stringify(plan, null, 2)}\n`);
  }
  if (screen.json) screen.printJson(plan);
  else screen.print(planText(plan, screen));
  for (const lack of await lacksOf(call, workspace, made)) screen.say(lack);
  const removal = removalIn(workspace, made);
  if (removal === null) return exitOfPlan(plan);
  const command = `scripts/autorepo run --remove ${removal.count}`;
  screen.say(`\`scripts/autorepo run\` refuses this: ${removal.words}. If they are to go: \`${command}\``);
  return "storeRefused";
}

/**
 * What a state must be to be ours, where the key that would sign the next one is at hand; null: hashes are all that is checked.
 *
 * @throws SigningError where that key could not sign
 */
async function trustAtHand(call: Call, workspace: Workspace): Promise<StateTrust | null> {
  return call.environment.signingKey === null ? null : await openSigning(call, workspace);
}

/** What a run of this plan would stop at, here and now. */
async function lacksOf(
  call: Call,
  workspace: Workspace,
  { plan, published }: Planned,
): Promise<readonly string[]> {
  if (plan.jobs.length === 0 && plan.removes.length === 0) return [];
  const { repository } = workspace.packagesYaml;
  const keys = lackOfKeys({ ...call, repository, state: published?.state ?? null });
  const containers = plan.jobs.length === 0 ? null : await lackOfContainers(call.environment, workspace);
  return [containers, keys].filter((lack) => lack !== null);
}

/** Names that go with a plan, where they are so many that publishing wants them confirmed. */
export function removalIn(
  { packagesYaml }: Workspace,
  { plan, published }: Planned,
): RemovalToConfirm | null {
  const repositoryName = packagesYaml.repository.name;
  return removalToConfirm(plan, { repositoryName, manifest: published?.manifest ?? null });
}

/** As a run of this plan would end, were nothing else to fail. */
export function exitOfPlan({ idle }: BuildPlan): ExitName {
  return idle.some(({ standing }) => standing === "unbuildable") ? "packagesFailed" : "done";
}

/** Containers that only evaluate are small: limits as for a few builds at once. */
const PLANNING_JOBS = 4;

/** Plans as the options of this call say. */
export async function planned(
  call: Call,
  workspace: Workspace,
  { sandbox, trust }: { readonly sandbox: LazySandbox; readonly trust: StateTrust | null },
): Promise<Planned> {
  const { packages, rebuild, compare } = call.values;
  return await plan({
    packagesYaml: workspace.packagesYaml,
    commit: workspace.commit,
    store: await workspace.published(),
    trust,
    upstream: workspace.upstream,
    distribution: () => distributionNames(call, workspace),
    ...(compare === true ? { platformFiles: () => platformFiles(call, workspace) } : {}),
    sandbox: sandbox.open,
    cacheFolder: call.environment.cacheFolder,
    selection: {
      packages: typeof packages === "string" ? entriesGiven(workspace, "--packages", packages) : null,
      rebuild: rebuild === true,
    },
    now: call.now,
    signal: call.signal,
    note: call.screen.say,
  });
}
