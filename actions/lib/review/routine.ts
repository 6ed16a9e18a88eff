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
  if (moved.length > 0) return { routine: true, reason: `only ${moved.join(" and ")} moved` };
  if (samePkgbuild(reading)) return { routine: true, reason: "only .SRCINFO changed, which decides nothing" };
  return not("only the layout of the PKGBUILD changed");
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
