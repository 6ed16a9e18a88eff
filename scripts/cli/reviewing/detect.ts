import { openReading } from "../../../actions/detect/open-reading.ts";
import { readUpstream } from "../../../actions/detect/read.ts";
import type { Detection } from "../../../actions/lib/documents/index.ts";
import { lazySandbox, type Workspace } from "../../../actions/lib/workspace/index.ts";
import { entriesGiven } from "../building/entry-names.ts";
import type { ExitName } from "../exit-codes.ts";
import type { Call } from "../verb.ts";
import { openWorkspace } from "../workspace.ts";
import { checkoutMemory } from "./checkout-memory.ts";
import { type Watch, watchedBranches, watchUpstream } from "./detect-progress.ts";
import { detectionText } from "./detection-text.ts";

export async function run(call: Call): Promise<ExitName> {
  const { screen } = call;
  const workspace = await openWorkspace(call);
  const noCooldown = new Set(waivedBy(call, workspace));
  const kept = await checkoutMemory(call, workspace);
  await using sandbox = lazySandbox(call, workspace, SMALL_JOBS);
  const detection = await watched(call, async (watch) => {
    const reading = await openReading({ ...call, say: watch.note }, workspace, sandbox);
    const branches = watchedBranches(reading.branches, watch);
    const { memory } = kept;
    return await readUpstream({ ...reading, branches, memory, noCooldown, openPullRequests: new Map() });
  });
  await kept.save(detection.memory);
  if (screen.json) screen.printJson(detection);
  else screen.print(detectionText(detection, noCooldown, screen));
  return exitAfter(detection);
}

/** Containers that only evaluate are small: limits as for a few builds at once. */
const SMALL_JOBS = 4;

function waivedBy({ values }: Call, workspace: Workspace): readonly string[] {
  const given = values["no-cooldown"];
  return typeof given === "string" ? entriesGiven(workspace, "--no-cooldown", given) : [];
}

async function watched({ screen }: Call, detect: (watch: Watch) => Promise<Detection>): Promise<Detection> {
  using watch = watchUpstream(screen);
  return await detect(watch);
}

/** One dead remote is an outcome like others; where all are dead nothing was learned. */
function exitAfter({ entries }: Detection): ExitName {
  const isDead = entries.length > 0 && entries.every(({ outcome }) => outcome === "unreachable");
  return isDead ? "packagesFailed" : "done";
}
