import { openReading } from "../../actions/detect/open-reading.ts";
import { readUpstream } from "../../actions/detect/read.ts";
import type { Detection } from "../../actions/lib/documents/index.ts";
import { lazySandbox, type Workspace } from "../../actions/lib/workspace/index.ts";
import { checkoutMemory } from "./checkout-memory.ts";
import { type Watch, watchedBranches, watchUpstream } from "./detect-progress.ts";
import { detectionText } from "./detection-text.ts";
import { entriesGiven } from "./entry-names.ts";
import type { ExitName } from "./exit-codes.ts";
import type { Call, Verb } from "./verb.ts";
import { openWorkspace } from "./workspace.ts";

export const detectVerb: Verb = {
  name: "detect",
  usage: "[--no-cooldown a,b]",
  summary: "what moved upstream since the pins",
  operands: [0, 0],
  options: { "no-cooldown": { type: "string" } },
  help: `
Asks every remote for its newest commit, reviews what changed since the pins, and lists it: what may be accepted, what
is held until its cooldown is over, and what could not be read. It changes nothing: \`scripts/autorepo review NAME\` shows
one change whole and moves its pin. Entries that follow a branch or a tag, and folders of this repository, are left
alone.

When a commit was first seen is remembered on the branch autorepo/memory of this checkout, which is never pushed.
Outside a git repository nothing is remembered, so that cooldowns never end.

  --no-cooldown a,b   proposes the newest commit of these entries now, for a security fix

A remote that does not answer is listed and makes no difference to the others. Exit code 1 where none of them could be read.

Examples:
  scripts/autorepo detect
  scripts/autorepo detect --no-cooldown openssh-git
  scripts/autorepo detect --json`,
  run: runDetect,
};

async function runDetect(call: Call): Promise<ExitName> {
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
