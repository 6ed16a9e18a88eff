import { openReading, type Reading } from "../../actions/detect/open-reading.ts";
import type { AurPackage } from "../../actions/lib/aur/index.ts";
import { lazySandbox } from "../../actions/lib/workspace/index.ts";
import { CommandError, type ExitName } from "./exit-codes.ts";
import { type Imported, importNames } from "./import-names.ts";
import { openManifestFile } from "./manifest-file.ts";
import { withEntries } from "./new-entries.ts";
import { section } from "./plan-text.ts";
import { personAt } from "./question.ts";
import { readNames } from "./read-names.ts";
import type { Look } from "./terminal-table.ts";
import { oneLine } from "./terminal-text.ts";
import type { Call, Verb } from "./verb.ts";
import { openWorkspace } from "./workspace.ts";
import { writeManifest } from "./write-manifest.ts";

export const importVerb: Verb = {
  name: "import",
  usage: "[FILE] [--yes]",
  summary: "list many packages of the AUR, as `pacman -Qmq` prints their names",
  operands: [0, 1],
  options: { yes: { type: "boolean" } },
  help: `
Reads names of packages, one a line, from FILE or from standard input. Each name becomes the entry of the AUR package
that builds it, with all the names that one builds under \`packages:\`. What is listed already, belongs to core or extra,
or is not in the AUR is said and left out. The entries have no \`ref:\` yet: nothing of them is built before
\`scripts/autorepo review NAME\` or the pull request of its first review is accepted.

Shows what it will write, asks at the terminal (also when the names come through a pipe), and writes it in one step.
Where there is no terminal nothing is asked and, without --yes, nothing is written: exit code 2.

  --yes   writes without asking

Examples:
  pacman -Qmq | scripts/autorepo import
  scripts/autorepo import names.txt --yes`,
  run: runImport,
};

async function runImport(call: Call): Promise<ExitName> {
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
