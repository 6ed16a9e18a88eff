import { type Entry, removeEntry } from "../../../actions/lib/packages-yaml/index.ts";
import { parseDependency, parseProvision } from "../../../actions/lib/pkgbuild/index.ts";
import { readPublished } from "../../../actions/lib/publishing/index.ts";
import type { Workspace } from "../../../actions/lib/workspace/index.ts";
import { entryNamed } from "../building/entry-names.ts";
import type { ExitName } from "../exit-codes.ts";
import { personAt } from "../terminal/question.ts";
import { tableText } from "../terminal/terminal-table.ts";
import type { Call } from "../verb.ts";
import { openWorkspace } from "../workspace.ts";
import { dependenciesOf, type ListedPackage, listedPackages, offerOf } from "./listed-packages.ts";
import { openManifestFile } from "./manifest-file.ts";
import { writeManifest } from "./write-manifest.ts";

export async function run(call: Call): Promise<ExitName> {
  const { screen, operands } = call;
  const name = operands[0] ?? "";
  const workspace = await openWorkspace(call);
  const entry = entryNamed(workspace, name);
  const file = await openManifestFile(workspace.file, call.environment);
  const text = file.edited(file.text, (before) => removeEntry(before, name));
  const listed = await listedPackages(call, workspace);
  const neededBy = dependentsOf(entry, listed);
  if (!screen.json) sayWhatFollows(call, { entry, neededBy, published: await publishedNames(workspace) });
  using person = personAt(screen);
  const outcome = await writeManifest(call, { file, text, person });
  if (screen.json)
    screen.printJson({ entry: name, publishes: entry.publishes, neededBy, written: outcome === "done" });
  return outcome;
}

/** Entries that need something that only this one has among those listed. */
function dependentsOf(entry: Entry, listed: readonly ListedPackage[]): readonly Dependent[] {
  const own = listed.find((one) => one.entry.name === entry.name);
  const others = listed.filter((one) => one.entry.name !== entry.name);
  const elsewhere = new Set(others.flatMap((one) => offerOf(one).publishes));
  const provided = own === undefined ? [] : offerOf(own).provides.map((text) => parseProvision(text).name);
  const offered = new Set([...entry.publishes, ...provided]);
  return others.flatMap(({ entry: { name }, metadata }) => {
    const needs = (metadata === null ? [] : dependenciesOf(metadata)).filter((dependency) => {
      const wanted = parseDependency(dependency).name;
      return offered.has(wanted) && !elsewhere.has(wanted);
    });
    return needs.length === 0 ? [] : [{ entry: name, needs }];
  });
}

type Dependent = { readonly entry: string; readonly needs: readonly string[] };

/** null: what is published cannot be seen from here. */
async function publishedNames(workspace: Workspace): Promise<ReadonlySet<string> | null> {
  try {
    const { name } = workspace.packagesYaml.repository;
    const entries = (await readPublished(await workspace.published(), name))?.manifest.entries ?? [];
    return new Set(entries.flatMap(({ built }) => built?.packages ?? []).map(({ pkgname }) => pkgname));
  } catch {
    return null;
  }
}

type Following = {
  readonly entry: Entry;
  readonly neededBy: readonly Dependent[];
  readonly published: ReadonlySet<string> | null;
};

function sayWhatFollows({ screen }: Call, { entry, neededBy, published }: Following): void {
  const rows = neededBy.map((dependent) => [
    { text: dependent.entry, colour: "yellow" as const },
    { text: `needs ${dependent.needs.join(", ")}` },
  ]);
  if (rows.length > 0) screen.print(`These need ${entry.name}:\n${tableText(rows, screen)}`);
  const gone = entry.publishes.filter((pkgname) => published === null || published.has(pkgname));
  screen.print(
    gone.length === 0
      ? `Nothing of ${entry.name} is published: the repository stays as it is.`
      : `The next publication takes ${gone.join(", ")} out of the repository${published === null ? ", if it is there" : ""}.`,
  );
}
