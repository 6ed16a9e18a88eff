import { createReadStream } from "node:fs";
import { argv, exit, stderr } from "node:process";
import type { Finding, Review } from "../../actions/lib/documents/index.ts";
import { type Change, review } from "../../actions/lib/review/index.ts";
import { type GitObjects, openGitObjects, readUpdates, type Update } from "./git-objects.ts";

/** The change of one update, judged without a packages.yaml, a distribution or the AUR. */
export async function changeOf(objects: GitObjects, { folder, from, to }: Update): Promise<Change | null> {
  const before = from === null ? null : await objects.packageTree(from, folder);
  const after = await objects.packageTree(to, folder);
  if ((from !== null && before === null) || after === null) return null;
  return {
    entry: null,
    from: before,
    to: after,
    history: from === null ? "first" : "follows",
    evaluations: { from: null, to: null },
    surroundings: { distribution: null, ownNames: new Set(), aur: null, now: new Date(after.date * 1000) },
  };
}

/**
 * Reviews every update of a repository as scripts list them (folder, commit, commit) and prints each finding that is
 * an alarm or a warning, then how often each rule fired and how long a review took.
 */
async function main([repository, list]: readonly string[]): Promise<void> {
  if (repository === undefined || list === undefined) {
    stderr.write("usage: corpus.ts REPOSITORY.git UPDATES.tsv\n");
    exit(2);
  }
  await using objects = openGitObjects(repository);
  const reviews: Review[] = [];
  for await (const update of readUpdates(createReadStream(list))) {
    const change = await changeOf(objects, update);
    if (change === null) continue;
    const judged = review(change);
    reviews.push(judged);
    for (const finding of judged.findings)
      if (finding.severity !== "note") console.log(firing(update, finding));
  }
  for (const line of [...countsByRule(reviews), ...summary(reviews)]) console.log(line);
}

function firing({ folder, from, to }: Update, { severity, rule, file, line, message }: Finding): string {
  const where = file === null ? "" : `${file}:${line ?? ""}`;
  return [severity, rule, folder, from?.slice(0, 12) ?? "-", to.slice(0, 12), where, message].join("\t");
}

/** Per rule and severity the updates it fired on, the most frequent first. */
function countsByRule(reviews: readonly Review[]): string[] {
  const kinds = reviews.flatMap(({ findings }) => [
    ...new Set(findings.map(({ severity, rule }) => `${severity}\t${rule}`)),
  ]);
  return [...Map.groupBy(kinds, (kind) => kind)]
    .map(([kind, { length }]) => ({ kind, length }))
    .sort((a, b) => b.length - a.length)
    .map(({ kind, length }) => `count\t${kind}\t${length}\t${percent(length, reviews.length)}`);
}

function summary(reviews: readonly Review[]): string[] {
  const total = reviews.length;
  const having = (severity: Finding["severity"]) =>
    reviews.filter(({ findings }) => findings.some((finding) => finding.severity === severity)).length;
  const times = reviews.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const at = (share: number) => (times[Math.min(total - 1, Math.floor(total * share))] ?? 0).toFixed(1);
  const rows: readonly (readonly [string, number])[] = [
    ["with an alarm", having("alarm")],
    ["with a warning", having("warning")],
    ["routine", reviews.filter(({ routine }) => routine).length],
    ["resolved by reading alone", reviews.filter(({ evaluated }) => evaluated).length],
  ];
  return [
    `updates\t${total}`,
    ...rows.map(([what, count]) => `${what}\t${count}\t${percent(count, total)}`),
    `milliseconds\tmedian ${at(0.5)}\tp99 ${at(0.99)}\tmost ${at(1)}`,
  ];
}

function percent(count: number, total: number): string {
  return `${((100 * count) / Math.max(total, 1)).toFixed(2)}%`;
}

if (import.meta.main) await main(argv.slice(2));
