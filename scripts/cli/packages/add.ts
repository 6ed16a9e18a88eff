import { openReading } from "../../../actions/detect/open-reading.ts";
import { worstOf } from "../../../actions/lib/diff-page/index.ts";
import { lazySandbox, type Workspace } from "../../../actions/lib/workspace/index.ts";
import type { ExitName } from "../exit-codes.ts";
import { personAt } from "../terminal/question.ts";
import { oneLine } from "../terminal/terminal-text.ts";
import type { Call } from "../verb.ts";
import { openWorkspace } from "../workspace.ts";
import { additionsText, nothingFound } from "./additions-text.ts";
import { chosenAdditions } from "./chosen-additions.ts";
import { confirmedAlarms } from "./confirmed-alarms.ts";
import { type Addition, type Found, findAdditions, type Wish } from "./find-additions.ts";
import { listedPackages, offerOf } from "./listed-packages.ts";
import { type ManifestFile, openManifestFile } from "./manifest-file.ts";
import { newEntryOf, publishesOf, trackedEntry, withEntries } from "./new-entries.ts";
import { wishOf } from "./wish.ts";
import { writeManifest } from "./write-manifest.ts";

export async function run(call: Call): Promise<ExitName> {
  const { screen } = call;
  const workspace = await openWorkspace(call);
  const wish = wishOf(call);
  const file = await openManifestFile(workspace.file, call.environment);
  const listed = workspace.packagesYaml.entries.find(({ name, publishes }) =>
    [name, ...publishes].includes(wish.name),
  );
  if (listed !== undefined) {
    screen.say(
      `${wish.name} is listed already; \`scripts/autorepo review ${listed.name}\` shows what is new of it`,
    );
    if (screen.json) screen.printJson({ entries: [], written: false, reviews: [], missing: [] });
    return "done";
  }
  const found = await search(call, { workspace, file, wish });
  const [root] = found.additions;
  if (root === undefined) throw nothingFound(found.missing);
  if (!screen.json) screen.print(additionsText(found, screen));
  using person = personAt(screen);
  const alarmed = found.additions.filter(({ judged }) => worstOf(judged.review) === "alarm");
  const confirmed = await confirmedAlarms(
    call,
    alarmed.map(({ name }) => name),
    person,
  );
  const chosen = chosenAdditions(found.additions, confirmed);
  for (const line of chosen.leftOut) screen.say(oneLine(line));
  return await write(call, { file, person, found, chosen: chosen.additions });
}

type Wanted = { readonly workspace: Workspace; readonly file: ManifestFile; readonly wish: Wish };

async function search(call: Call, { workspace, file, wish }: Wanted): Promise<Found> {
  const say = (text: string) => call.screen.say(oneLine(text));
  await using sandbox = lazySandbox(call, workspace, SMALL_JOBS);
  const reading = await openReading({ ...call, say }, workspace, sandbox);
  const offers = (await listedPackages(call, workspace)).map(offerOf);
  return await findAdditions(
    {
      ...{ reading, offers },
      entryFor: (name, at) => trackedEntry(file, newEntryOf(name, at)),
      begin: (name) => say(`looking at ${name}`),
    },
    wish,
  );
}

/** Containers that only evaluate are small: limits as for a few builds at once. */
const SMALL_JOBS = 4;

type Write = {
  readonly file: ManifestFile;
  readonly person: ReturnType<typeof personAt>;
  readonly found: Found;
  readonly chosen: readonly Addition[];
};

async function write(call: Call, { file, person, found, chosen }: Write): Promise<ExitName> {
  const entries = chosen.map(({ name, wish, commit, publishes }) => ({
    ...newEntryOf(name, wish),
    ref: commit,
    packages: publishesOf(name, publishes),
  }));
  const { text, written, refused } = withEntries(file, entries);
  for (const { name, reason } of refused) call.screen.say(`${oneLine(name)} cannot be listed: ${reason}`);
  const outcome = await writeManifest(call, { file, text, person });
  if (call.screen.json) {
    const reviews = found.additions.map(({ judged }) => judged.review);
    call.screen.printJson({ entries: written, written: outcome === "done", reviews, missing: found.missing });
  }
  if (outcome !== "done" || written.length === 0) return outcome === "done" ? "packagesFailed" : outcome;
  const isKnown = chosen.every(({ needs }) => needs !== null);
  const isWhole = isKnown && found.missing.length === 0 && written.length === found.additions.length;
  return isWhole ? "done" : "packagesFailed";
}
