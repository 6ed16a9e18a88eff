import type { Phase } from "../documents/index.ts";

/** After "failed". */
export const PHASE_WORDS: Readonly<Record<Phase, string>> = {
  evaluate: "while its PKGBUILD was evaluated",
  sources: "while its sources were fetched",
  dependencies: "while its dependencies were installed",
  prepare: "in prepare()",
  build: "in build(), check() or package()",
  "install-test": "in the install test",
  publish: "when it was to be published",
};

/** "850 B", "3.2 MiB": the units pacman prints. */
export function bytesInWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ["KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), units.length);
  const value = bytes / 1024 ** power;
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[power - 1]}`;
}

/** "0.4 s", "12 s", "3 min 05 s", "2 h 04 min". */
export function secondsInWords(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(whole % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** "2026-11-22 10:15 UTC" from ISO 8601 in UTC; text of another form is returned as it is. */
export function timeInWords(time: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(time);
  return match ? `${match[1]} ${match[2]} UTC` : time;
}

/** "1 package", "3 packages". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
