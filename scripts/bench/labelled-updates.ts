import { readFileSync } from "node:fs";
import { argv, exit, stderr } from "node:process";
import { NOT_EVALUATED, review } from "../../actions/lib/review/index.ts";
import { changeOf } from "./corpus.ts";
import { openGitObjects, type Update } from "./git-objects.ts";

const LABELS = new URL("../../actions/lib/review/labelled-updates.tsv", import.meta.url);

type Labelled = Update & { readonly repository: string; readonly routine: boolean; readonly why: string };

/** Updates that a person read and called routine or not. */
export function labelledUpdates(): Labelled[] {
  const lines = readFileSync(LABELS, "utf8").split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [repository = "", folder = "", from = "", to = "", label, why = ""] = line.split("\t");
      return { repository, folder, from, to, routine: label === "routine", why };
    });
}

/**
 * Compares the labels of one repository (owner/name) with what a review decides, over a bare copy of it; prints
 * where they differ. Fails where fewer than 98 in 100 agree. What is routine but for an evaluation, which needs a
 * container, counts as routine here.
 */
async function main([repository, copy]: readonly string[]): Promise<void> {
  if (repository === undefined || copy === undefined) {
    stderr.write("usage: labelled-updates.ts OWNER/NAME REPOSITORY.git\n");
    exit(2);
  }
  const labelled = labelledUpdates().filter((update) => update.repository === repository);
  await using objects = openGitObjects(copy);
  let agreed = 0;
  for (const update of labelled) {
    const change = await changeOf(objects, update);
    if (change === null) throw new Error(`${update.folder} is not at ${update.from} and ${update.to}`);
    const { routine, reason } = review(change);
    if ((routine || reason.endsWith(NOT_EVALUATED)) === update.routine) agreed++;
    else
      console.log(
        [update.folder, update.to.slice(0, 12), `label: ${update.why}`, `review: ${reason}`].join("\t"),
      );
  }
  console.log(`${agreed} of ${labelled.length} agree`);
  if (agreed < 0.98 * labelled.length) exit(1);
}

if (import.meta.main) await main(argv.slice(2));
