import { openReading, type Reading } from "../../../actions/detect/open-reading.ts";
import type { AurPackage } from "../../../actions/lib/aur/index.ts";
import { lazySandbox } from "../../../actions/lib/workspace/index.ts";
import { section } from "../building/plan-text.ts";
import { CommandError, type ExitName } from "../exit-codes.ts";
import { personAt } from "../terminal/question.ts";
import type { Look } from "../terminal/terminal-table.ts";
import { oneLine } from "../terminal/terminal-text.ts";
import type { Call } from "../verb.ts";
import { openWorkspace } from "../workspace.ts";
import { type Imported, importNames } from "./import-names.ts";
import { openManifestFile } from "./manifest-file.ts";
import { withEntries } from "./new-entries.ts";
import { readNames } from "./read-names.ts";
import { writeManifest } from "./write-manifest.ts";

export async function run(call: Call): Promise<ExitName> {
  const { screen, operands } = call;
  const workspace = await openWorkspace(call);
  const names = await readNames(operands[0] ?? null, screen);
  const say = (text: string) => screen.say(oneLine(text));
  await using sandbox = lazySandbox(call, workspace, 1);
  const reading = await openReading({ ...call, say }, workspace, sandbox);
  const imported = importNames(names.names, {
    entries: workspace.packagesYaml.entries,
    packages: await packagesOfAur(reading, names.names),
    distribution: reading.distribution,
  });
  const file = await openManifestFile(workspace.file, call.environment);
  const { text, written, refused } = withEntries(file, imported.entries);
  const skipped = [...names.refused, ...imported.skipped, ...refused];
  if (!screen.json) screen.print(importText({ ...imported, skipped }, screen));
  using person = personAt(screen, { stdinIsData: operands[0] === undefined });
  const outcome = await writeManifest(call, { file, text, person });
  const isWritten = outcome === "done" && text !== file.text;
  if (screen.json) screen.printJson({ entries: written, skipped, written: isWritten });
  return outcome;
}

async function packagesOfAur({ aur }: Reading, names: readonly string[]): Promise<readonly AurPackage[]> {
  if (names.length === 0) return [];
  const answer = await aur.read({ etag: null, pkgbases: new Set(), pkgnames: new Set(names) });
  if (answer.kind === "read") return [...answer.packages.values()];
  const reason = answer.kind === "unavailable" ? answer.reason : "it answered nothing";
  throw new CommandError("machineLacks", `the AUR did not say which packages it has: ${oneLine(reason)}`);
}

function importText({ entries, skipped }: Imported, look: Look): string {
  const reasons = [...Map.groupBy(skipped, ({ reason }) => reason)].map(([reason, names]) => [
    { text: reason },
    { text: names.map(({ name }) => name).join(", ") },
  ]);
  const count = `${entries.length} ${entries.length === 1 ? "entry" : "entries"} to list\n`;
  return [section(`Left out: ${skipped.length}`, reasons, look), count]
    .filter((text) => text !== "")
    .join("\n");
}
