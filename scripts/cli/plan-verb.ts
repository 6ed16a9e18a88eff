import { writeFile } from "node:fs/promises";
import type { BuildPlan } from "../../actions/lib/documents/index.ts";
import type { StateTrust } from "../../actions/lib/publishing/index.ts";
import { examineContainers } from "../../actions/lib/set-up/index.ts";
import {
  distributionNames,
  type LazySandbox,
  lazySandbox,
  openSigning,
  platformFiles,
  type Workspace,
} from "../../actions/lib/workspace/index.ts";
import { type Planned, plan } from "../../actions/plan/plan.ts";
import type { ExitName } from "./exit-codes.ts";
import { planText } from "./plan-text.ts";
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

Exit code 1 where an entry cannot be built, as \`run\` has it; waiting is none. With AUTOREPO_SIGNING_KEY a state that this
key did not sign is refused (3), as \`run\` would.

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
  const workspace = await openWorkspace(call, call.values["from-heads"] === true);
  await using sandbox = lazySandbox(call, workspace, PLANNING_JOBS);
  const trust = await trustAtHand(call, workspace);
  const { plan } = await planned(call, workspace, { sandbox, trust });
  if (typeof call.values.out === "string")
    await writeFile(call.values.out, `${JSON.stringify(plan, null, 2)}\n`);
  if (plan.jobs.length > 0) await warnOfContainers(call, workspace);
  if (call.screen.json) call.screen.printJson(plan);
  else call.screen.print(planText(plan, call.screen));
  return exitOfPlan(plan);
}

/**
 * What a state must be to be ours, where the key that would sign the next one is at hand; null: hashes are all that is checked.
 *
 * @throws SigningError where that key could not sign
 */
async function trustAtHand(call: Call, workspace: Workspace): Promise<StateTrust | null> {
  return call.environment.signingKey === null ? null : await openSigning(call, workspace);
}

/** A run of this plan would end before its first build. */
async function warnOfContainers({ environment, screen }: Call, workspace: Workspace): Promise<void> {
  const { folder, packagesYaml } = workspace;
  const question = { folder, engine: environment.engine, image: packagesYaml.repository.image };
  const lack = (await examineContainers(question)).find(({ status }) => status !== "found");
  if (lack === undefined) return;
  const commands = lack.remedies.flatMap((remedy) => (remedy.kind === "command" ? [remedy.command] : []));
  screen.say(
    `none of this could be built now: ${lack.says} (${commands.map((one) => `\`${one}\``).join(", ")})`,
  );
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
      packages: typeof packages === "string" ? packages.split(",").map((name) => name.trim()) : null,
      rebuild: rebuild === true,
    },
    now: call.now,
    signal: call.signal,
    note: call.screen.say,
  });
}
