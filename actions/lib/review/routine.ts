import type { Finding, Review } from "../documents/index.ts";
import type { ChangeReading } from "./reading.ts";
import { recipeDifferences } from "./recipe-differences.ts";
import { isOwn, sameContent } from "./rules/files/file-changes.ts";
import { listed, quoted } from "./words.ts";

type Routine = Pick<Review, "routine" | "reason">;

/**
 * Whether a change moves only the version, the release and the checksums that go with them, and why not. Decided by
 * what the two PKGBUILDs mean and say, not by a diff of their lines.
 */
export function routineOf(reading: ChangeReading, findings: readonly Finding[]): Routine {
  if (reading.old === null) return not("the first review, of the whole package");
  const [worst] = findings;
  if (worst && worst.severity !== "note") return not(withoutStop(worst.message));
  const files = changedFiles(reading);
  const { moved, differences } = recipeDifferences(reading.old, reading.new);
  const others = [
    ...differences,
    ...(files.length > 0 ? [`files changed: ${listed(files.map(quoted))}`] : []),
  ];
  if (others.length > 0) return not(others.slice(0, MOST_REASONS).join("; "));
  if (samePkgbuild(reading)) return ifKnown(sameRecipe(reading), reading);
  if (moved.length > 0) return ifKnown(`only ${moved.join(" and ")} moved`, reading);
  return not("only the layout of the PKGBUILD changed");
}

/** Follows the reason of a change that is routine as far as its text tells, where nobody evaluated it. */
export const NOT_EVALUATED = ", but what the PKGBUILD means was neither read nor evaluated";

/** A condition on the version can change anything: without an evaluation nobody knows what moved with it. */
function ifKnown(reason: string, { old, new: next }: ChangeReading): Routine {
  const isKnown = old?.resolution !== "unresolved" && next.resolution !== "unresolved";
  return isKnown ? { routine: true, reason } : not(`${reason}${NOT_EVALUATED}`);
}

function sameRecipe({ change: { from, to } }: ChangeReading): string {
  return from?.tree === to.tree ? "nothing changed" : "only .SRCINFO changed, which decides nothing";
}

const MOST_REASONS = 3;

function not(reason: string): Routine {
  return { routine: false, reason };
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, "");
}

function samePkgbuild({ old, new: next }: ChangeReading): boolean {
  return old?.files.get("PKGBUILD")?.text === next.files.get("PKGBUILD")?.text;
}

function changedFiles({ old, new: next }: ChangeReading): string[] {
  const paths = new Set([...(old?.files.keys() ?? []), ...next.files.keys()]);
  return [...paths].filter((path) => {
    if (isOwn(path)) return false;
    const [before, after] = [old?.files.get(path), next.files.get(path)];
    return !before || !after || before.file.kind !== after.file.kind || !sameContent(before, after);
  });
}
