import { type Finding, type Review, SEVERITIES } from "../documents/index.ts";
import type { Change } from "./change.ts";
import { readChange } from "./read-change.ts";
import type { ChangeReading } from "./reading.ts";
import { routineOf } from "./routine.ts";
import { RULES } from "./rules.ts";
import { listed, quoted } from "./words.ts";

/** Judges a change by every rule. Runs nothing of it and takes milliseconds. */
export function review(change: Change): Review {
  const started = performance.now();
  const reading = readChange(change);
  const findings = findingsOf(reading);
  return {
    entry: change.entry?.name ?? null,
    from: change.from?.commit ?? null,
    to: change.to.commit ?? change.to.tree,
    versions: {
      from: reading.old?.version ?? null,
      to: reading.new.version,
    },
    evaluated: reading.old?.resolution !== "unresolved" && reading.new.resolution !== "unresolved",
    ...routineOf(reading, findings),
    findings,
    milliseconds: performance.now() - started,
  };
}

/** Of one rule and severity this many are told one by one. */
const MOST_OF_A_KIND = 10;

function findingsOf(reading: ChangeReading): Finding[] {
  const ranks = new Map(RULES.map(({ id }, at) => [id, at]));
  const rank = ({ rule, severity }: Finding) => [SEVERITIES.indexOf(severity), ranks.get(rule) ?? 0] as const;
  const found = RULES.flatMap((rule) =>
    rule.find(reading).map((one): Finding => ({ rule: rule.id, ...one })),
  );
  const kinds = Map.groupBy(found, (finding) => rank(finding).join(" "));
  return [...kinds.values()]
    .flatMap((kind) => bounded(kind.sort(byPlace)))
    .sort((a, b) => {
      const [one, two] = [rank(a), rank(b)];
      return one[0] - two[0] || one[1] - two[1];
    });
}

function byPlace(a: Finding, b: Finding): number {
  const [one, two] = [a.file ?? "", b.file ?? ""];
  return one === two ? (a.line ?? 0) - (b.line ?? 0) : one < two ? -1 : 1;
}

/** The first ones, and one that counts the rest and names their files. */
function bounded(kind: readonly Finding[]): Finding[] {
  const shown = kind.slice(0, MOST_OF_A_KIND);
  const rest = kind.slice(MOST_OF_A_KIND);
  const [first] = rest;
  if (first === undefined) return shown;
  const files = [...new Set(rest.map(({ file }) => file))].filter((file) => file !== null);
  const where = files.length > 0 ? `: ${listed(files.map(quoted))}` : "";
  return [...shown, { ...first, message: `And ${rest.length} more like it${where}.`, line: null, text: "" }];
}
