import { rm } from "node:fs/promises";
import {
  type RebuildAsked,
  type RemovalToConfirm,
  requirePlannedOnPublished,
  requireReady,
} from "../../../actions/lib/publishing/index.ts";
import { lazySandbox, openSigning, type Workspace } from "../../../actions/lib/workspace/index.ts";
import { CommandError, type ExitName } from "../exit-codes.ts";
import { exitAfter, printPublication, publishOnTerminal, removeOf } from "../publishing/publishing.ts";
import type { Call } from "../verb.ts";
import { lockWorkFolder } from "../work-lock.ts";
import { openWorkspace } from "../workspace.ts";
import { buildOnTerminal, jobsOf, makeResults } from "./building.ts";
import { entriesGiven } from "./entry-names.ts";
import { exitOfPlan, planned, removalIn } from "./plan.ts";
import { planText } from "./plan-text.ts";

export async function run(call: Call): Promise<ExitName> {
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
