import { accept, type Parsed, quote, refuse } from "./problem.ts";

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

export type DurationLimits = { readonly least: string; readonly most: string };

/** Seconds of "45s", "90m", "2h" or "3d" (the schema has checked the form), between the limits. */
export function parseDuration(text: string, { least, most }: DurationLimits): Parsed<number> {
  const seconds = secondsOf(text);
  if (seconds >= secondsOf(least) && seconds <= secondsOf(most)) return accept(seconds);
  return refuse("duration", `${quote(text)} is out of bounds`, `write a duration from ${least} to ${most}`);
}

function secondsOf(text: string): number {
  return Number(text.slice(0, -1)) * (SECONDS[text.slice(-1)] ?? Number.NaN);
}
