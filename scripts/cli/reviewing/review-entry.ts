import { openReading } from "../../../actions/detect/open-reading.ts";
import { readUpstream } from "../../../actions/detect/read.ts";
import type { Detected } from "../../../actions/lib/documents/index.ts";
import {
  type Entry,
  movePin,
  type PackagesYaml,
  setPublishes,
} from "../../../actions/lib/packages-yaml/index.ts";
import { lazySandbox, type Workspace } from "../../../actions/lib/workspace/index.ts";
import { entryNamed } from "../building/entry-names.ts";
import { CommandError, type ExitName } from "../exit-codes.ts";
import { changedLines } from "../packages/manifest-diff.ts";
import { openManifestFile } from "../packages/manifest-file.ts";
import { personAt } from "../terminal/question.ts";
import { oneLine } from "../terminal/terminal-text.ts";
import type { Call } from "../verb.ts";
import { openWorkspace } from "../workspace.ts";
import { type Acceptance, acceptanceOf, agreed, reviewCommand } from "./acceptance.ts";
import { checkoutMemory } from "./checkout-memory.ts";
import { exitAfterReview, type JudgedChange, showReview } from "./show-review.ts";

/** Reviews what detect proposes for an entry, and moves its pin where a person agrees. */
export async function reviewEntry(call: Call, name: string): Promise<ExitName> {
  const workspace = await openWorkspace(call);
  const entry = entryNamed(workspace, name);
  requireFollowed(entry);
  const acceptance = acceptanceOf(call, name);
  const { detected, judged } = await detect(call, workspace, entry);
  if (judged === null) {
    call.screen.say(oneLine(`${name}: ${outcomeWords(detected)}`));
    if (call.screen.json) call.screen.printJson(null);
    if (detected.outcome === "unreachable") return "machineLacks";
    return detected.outcome === "held" && acceptance.kind !== "ask" ? "packagesFailed" : "done";
  }
  await showReview(call, judged);
  if (detected.newer.length > 0) {
    call.screen.say(
      oneLine(`${name}: newer, and held until ${detected.until}: ${detected.newer.join(", ")}`),
    );
  }
  const accepted = await movedPin(call, workspace, { acceptance, detected, judged });
  return accepted === "done" ? exitAfterReview(call, judged.review) : accepted;
}

function requireFollowed({ name, source, ref }: Entry): void {
  if ("local" in source) {
    throw new CommandError("wrongUse", `${name} is a folder of this repository, which is built as it stands`);
  }
  if (ref !== null && ref.kind !== "commit") {
    const says = `${name} follows the ${ref.kind} ${oneLine(ref.name)} and has no pin to review from`;
    throw new CommandError("wrongUse", `${says}: remove its \`ref:\` for a first review`);
  }
}

type Found = { readonly detected: Detected; readonly judged: JudgedChange | null };

async function detect(call: Call, workspace: Workspace, { name }: Entry): Promise<Found> {
  await using sandbox = lazySandbox(call, workspace, SMALL_JOBS);
  const { memory } = await checkoutMemory(call, workspace);
  const say = (text: string) => call.screen.say(oneLine(text));
  const reading = await openReading({ ...call, say }, workspace, sandbox);
  let judged: JudgedChange | null = null;
  const detection = await readUpstream({
    ...{ ...reading, memory },
    packagesYaml: following(reading.packagesYaml, name),
    noCooldown: new Set(call.values["no-cooldown"] === true ? [name] : []),
    openPullRequests: new Map(),
    reviewed: async (change, review) => {
      judged = { name, change, review };
    },
  });
  const detected = detection.entries.find(({ entry }) => entry === name);
  if (detected === undefined) throw new Error(`nothing is said of ${name}`);
  return { detected, judged: detected.outcome === "changed" ? judged : null };
}

/** Containers that only evaluate are small: limits as for a few builds at once. */
const SMALL_JOBS = 4;

/** The other entries stay, since their names matter to the review, as ones that follow a branch: detect leaves those alone. */
function following(packagesYaml: PackagesYaml, name: string): PackagesYaml {
  const leftAlone = (entry: Entry): Entry => ({ ...entry, ref: { kind: "branch", name: "HEAD" } });
  const entries = packagesYaml.entries.map((entry) => (entry.name === name ? entry : leftAlone(entry)));
  return { ...packagesYaml, entries };
}

function outcomeWords({ entry, outcome, reason }: Detected): string {
  if (outcome !== "held") return reason;
  return `${reason}; \`${reviewCommand(entry, true)}\` reviews it now`;
}

type Proposed = {
  readonly acceptance: Acceptance;
  readonly detected: Detected;
  readonly judged: JudgedChange;
};

/** "done" also where the pin stays because nobody wanted it moved. */
async function movedPin(
  call: Call,
  workspace: Workspace,
  { acceptance, detected, judged: { name, review } }: Proposed,
): Promise<ExitName> {
  const { screen } = call;
  const file = await openManifestFile(workspace.file, call.environment);
  const pinned = file.edited(file.text, (text) =>
    setPublishes(movePin(text, name, review.to), name, detected.publishes),
  );
  using person = call.values.check === true ? null : personAt(screen);
  if (person !== null && acceptance.kind === "ask") {
    screen.print(`\n${file.name}:\n${changedLines(file.text, pinned, screen)}`);
  }
  const command = reviewCommand(name, call.values["no-cooldown"] === true);
  const answer = await agreed({ acceptance, command, person, name, review });
  if (answer.kind === "no") {
    const apart = screen.terminal && person === null ? "\n" : "";
    screen.say(`${apart}${answer.reason}`);
    return answer.exit;
  }
  await file.write(pinned);
  const short = review.to.slice(0, 12);
  screen.say(
    `${file.name}: ${name} is pinned to ${short}; \`scripts/autorepo run\` builds, tests and publishes it`,
  );
  return "done";
}
