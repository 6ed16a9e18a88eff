import type { BuildPlan } from "../../../actions/lib/documents/index.ts";
import {
  type RemovalToConfirm,
  removalToConfirm,
  type StateTrust,
} from "../../../actions/lib/publishing/index.ts";
import {
  distributionNames,
  type LazySandbox,
  lazySandbox,
  openSigning,
  platformFiles,
  type Workspace,
} from "../../../actions/lib/workspace/index.ts";
import { type Planned, plan } from "../../../actions/plan/plan.ts";
import type { ExitName } from "../exit-codes.ts";
import { writeNamedFile } from "../named-file.ts";
import type { Call } from "../verb.ts";
import { openWorkspace } from "../workspace.ts";
import { entriesGiven } from "./entry-names.ts";
import { planText } from "./plan-text.ts";
import { lackOfContainers, lackOfKeys } from "./plan-warnings.ts";

export async function run(call: Call): Promise<ExitName> {
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
