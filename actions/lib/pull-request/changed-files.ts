import { type Compare, type Comparison, comparer } from "../comparison/index.ts";
import type { ChangedFile, Detected, Finding } from "../documents/index.ts";

/** A file of the change, compared, with the worst finding about it. */
export type ComparedFile = {
  readonly file: string;
  readonly status: "added" | "removed" | "changed" | "left-out";
  readonly note: string | null;
  readonly comparison: Comparison;
};

/** The files of a change, those that most need eyes first, .SRCINFO last. */
export function comparedFiles({ files, review }: Detected): readonly ComparedFile[] {
  const findings = review?.findings ?? [];
  const ranked = files.map((file, index) => ({ file, index, rank: rankOf(file, findings) }));
  ranked.sort((one, other) => compareRanks(one.rank, other.rank) || one.index - other.index);
  const compare = comparer();
  return ranked.map(({ file }) => comparedFile(file, compare));
}

export function isSrcinfo(file: string): boolean {
  return file === ".SRCINFO";
}

function comparedFile({ file, old, new: next, note }: ChangedFile, compare: Compare): ComparedFile {
  const status =
    old === null ? (next === null ? "left-out" : "added") : next === null ? "removed" : "changed";
  return { file, status, note, comparison: compare(bytesOf(old), bytesOf(next)) };
}

function bytesOf(base64: string | null): Uint8Array | null {
  return base64 === null ? null : Buffer.from(base64, "base64");
}

const SEVERITY_RANK = { alarm: 0, warning: 1, note: 2 } as const;

/** By severity of the worst finding in it, then by what a file of its name does at build or at install. */
function rankOf({ file }: ChangedFile, findings: readonly Finding[]): readonly [number, number] {
  if (isSrcinfo(file)) return [9, 9];
  const severities = findings.flatMap((finding) => (finding.file === file ? [finding.severity] : []));
  const worst = Math.min(3, ...severities.map((severity) => SEVERITY_RANK[severity]));
  const kind = KINDS.findIndex((pattern) => pattern.test(file));
  return [Math.min(worst, 2), kind === -1 ? KINDS.length : kind];
}

const KINDS = [
  /\.install$/,
  /(?:^|\/)PKGBUILD$/,
  /\.hook$/,
  /\.(?:sh|bash|py|pl|js|service|timer|desktop)$/,
  /\.(?:patch|diff)$/,
];

function compareRanks([a, b]: readonly [number, number], [c, d]: readonly [number, number]): number {
  return a - c || b - d;
}
