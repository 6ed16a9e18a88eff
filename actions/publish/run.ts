import {
  type ActionCall,
  type ActionOutcome,
  connectGitHub,
  dispatchWorkflow,
} from "../lib/workflow/index.ts";

const STORE_VERBS = ["rollback", "release", "verify", "prune"] as const;

/** Publishes what this run built, tells people of it, or does with the published repository what a person asked for. */
export async function run(call: ActionCall): Promise<ActionOutcome> {
  const verb = call.read.choice("verb", ["publish", "mail", "issues", "next", ...STORE_VERBS]);
  if (verb === "publish") return await publish(call);
  if (verb === "mail") return await (await import("./mail-step.ts")).mailStep(call);
  if (verb === "issues") return await (await import("./issues-step.ts")).issuesStep(call);
  if (verb === "next") return await startNext(call);
  return await (await import("./store-verb.ts")).storeVerb(call, verb);
}

async function publish(call: ActionCall): Promise<ActionOutcome> {
  const [{ endBeforeSetUp }, { publishRun }] = await Promise.all([
    import("./before-set-up.ts"),
    import("./publish-run.ts"),
  ]);
  return (await endBeforeSetUp(call)) ?? (await publishRun(call));
}

/** Without inputs: the next run is the whole difference again. */
async function startNext(call: ActionCall): Promise<ActionOutcome> {
  const { isAct, workflow, refName: branch } = call.context;
  if (isAct && call.read.text("token") === null) {
    call.print("builds are left for the next run; under act without GITHUB_TOKEN it is yours to start");
    return "done";
  }
  await dispatchWorkflow(await connectGitHub(call), { workflow, branch });
  return "done";
}
