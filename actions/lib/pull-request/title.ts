import type { Review } from "../documents/index.ts";

/** `yay: 12.3.5-1 → 12.4.0-1`, with commits where versions do not tell, or are none. */
export function titleOf(entry: string, { from, to, versions }: Review): string {
  const [old, next] = [versionOrNull(versions.from), versionOrNull(versions.to)];
  if (from === null) return `${entry}: first review of ${next ?? short(to)}`;
  if (old === null || next === null) return `${entry}: ${old ?? short(from)} → ${next ?? short(to)}`;
  return old === next
    ? `${entry}: ${next}, commit ${short(from)} → ${short(to)}`
    : `${entry}: ${old} → ${next}`;
}

/** What is no version could say anything in a title. */
export function versionOrNull(version: string | null): string | null {
  return version !== null && /^[A-Za-z0-9][A-Za-z0-9:._+~-]{0,79}$/.test(version) ? version : null;
}

export function short(commit: string): string {
  return commit.slice(0, 7);
}
