import { rm } from "node:fs/promises";
import {
  type RebuildAsked,
  type RemovalToConfirm,
  requirePlannedOnPublished,
  requireReady,
} from "../../actions/lib/publishing/index.ts";
import { lazySandbox, openSigning, type Workspace } from "../../actions/lib/workspace/index.ts";
import { buildOnTerminal, jobsOf, makeResults } from "./building.ts";
import { entriesGiven } from "./entry-names.ts";
import { CommandError, type ExitName } from "./exit-codes.ts";
import { planText } from "./plan-text.ts";
import { exitOfPlan, PLAN_OPTIONS, planned, removalIn } from "./plan-verb.ts";
import { exitAfter, printPublication, publishOnTerminal, removeOf } from "./publishing.ts";
import type { Call, Verb } from "./verb.ts";
import { lockWorkFolder } from "./work-lock.ts";
import { openWorkspace, STORE_OPTION } from "./workspace.ts";

export const runVerb: Verb = {
  name: "run",
  usage: "[--packages a,b] [--rebuild] [--from-heads] [--compare] [--jobs N] [--store URL] [--remove COUNT]",
  summary: "plan, build and publish in one go",
  operands: [0, 0],
  options: {
    ...PLAN_OPTIONS,
    ...STORE_OPTION,
    jobs: { type: "string" },
    remove: { type: "string" },
  },
  help: `
Makes the store agree with packages.yaml: plans, builds and install-tests what changed, publishes what passed
and writes the report. A package that fails keeps its published version. It may be stopped at any moment: what
readers see is the old or the new repository, whole, and the next run goes on. What publishing would refuse whatever is
built is refused before anything is: a key that cannot sign, a store that cannot be written, a state that is lost or that
another key signed, more names gone than --remove confirms.

  --packages a,b   only these entries, and what they need that was never published
  --rebuild        build them though nothing changed; clients see a new sub-release
  --from-heads     the newest commit of each branch, pins ignored, for the repository NAME-heads
  --compare        also rebuild what core and extra no longer offer the libraries of, by their file lists
  --jobs N         packages built at once (default: one for every two cores and 3 GiB of memory)
  --store URL      another place than repository.store: file: and a folder, as seen from here, or s3://bucket/prefix
  --remove COUNT   confirms that COUNT names may go, where it is more than half of all

Examples:
  scripts/autorepo run
  scripts/autorepo run --packages yay --rebuild`,
  run,
};

async function run(call: Call): Promise<ExitName> {
  const workspace = await openWorkspace(call, call.values["from-heads"] === true);
  await using _lock = await lockWorkFolder(workspace.workFolder);
  const jobs = jobsOf(call);
  const remove = removeOf(call);
  const signing = await openSigning(call, workspace);
  await using sandbox = lazySandbox(call, workspace, jobs);
  const store = await workspace.store();
  const { repository, entries } = workspace.packagesYaml;
  const ready = { store, repositoryName: repository.name, signing, entries, remove };
  const stored = await requireReady(ready);
  const made = await planned(call, workspace, { sandbox, trust: signing });
  const { plan, published } = made;
  if (remove === null) requireNoRemoval(removalIn(workspace, made));
  if (plan.jobs.length > 0) requirePlannedOnPublished({ plannedOn: plan.base, store, run: null }, stored);
  if (!call.screen.json) call.screen.print(planText(plan, call.screen));
  const results = await makeResults(call, workspace);
  const manifest = published?.manifest ?? null;
  // Between two texts, what is said of builds stands apart.
  if (plan.jobs.length > 0) call.screen.say("");
  const finished = await buildOnTerminal(call, { workspace, sandbox, plan, manifest, results, jobs });
  if (plan.jobs.length > 0) call.screen.say("");
  const publication = await publishOnTerminal(call, {
    workspace,
    signing,
    plan,
    results: finished,
    rebuildAsked: rebuildAskedBy(call, workspace),
    remove,
  });
  // What passed is published, what failed is in the report.
  await rm(results, { recursive: true, force: true });
  if (call.screen.json)
    call.screen.printJson({ plan, results: finished.map(({ result }) => result), publication });
  else await printPublication(call, workspace, publication);
  return exitOfPlan(plan) === "done" ? exitAfter(publication) : exitOfPlan(plan);
}

/** Names that go with builds are counted before anything is built: all of it would be refused afterwards. */
function requireNoRemoval(removal: RemovalToConfirm | null): void {
  if (removal === null) return;
  const { words, count } = removal;
  throw new CommandError(
    "storeRefused",
    `${words}. If they are to go, run the same again with \`--remove ${count}\``,
  );
}

function rebuildAskedBy({ values }: Call, workspace: Workspace): RebuildAsked {
  if (values.rebuild !== true) return { kind: "none" };
  if (typeof values.packages !== "string") return { kind: "all" };
  return { kind: "named", entries: entriesGiven(workspace, "--packages", values.packages) };
}
