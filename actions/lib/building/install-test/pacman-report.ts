import type { TestResult } from "../../documents/index.ts";
import { shortened } from "../makepkg-reasons.ts";
import { quotedErrors } from "../pacman-reasons.ts";

/** What a pacman command said; both streams as plain text. */
export type Said = { readonly exit: number; readonly stdout: string; readonly stderr: string };

type Outcome = Pick<TestResult, "outcome" | "detail">;

/** Whether a transaction went through; conflicts name the file and its owner. */
export function judgeTransaction({ exit, stdout, stderr }: Said): Outcome {
  if (exit === 0) return { outcome: "passed", detail: "" };
  return { outcome: "failed", detail: quotedErrors(`${stdout}\n${stderr}`) };
}

/**
 * The same of an upgrade. Where all that pacman objects to is what other packages need, it is they that have to be
 * rebuilt: it tells nothing of those under test.
 */
export function judgeUpgrade(said: Said, tested: readonly string[]): Outcome {
  const judged = judgeTransaction(said);
  const hindered = linesOf(`${said.stdout}\n${said.stderr}`).flatMap((line) => BREAKS.exec(line)?.[1] ?? []);
  if (judged.outcome === "passed" || hindered.length === 0) return judged;
  if (hindered.some((name) => tested.includes(name))) return judged;
  const who = [...new Set(hindered)].join(", ");
  const detail = `not tried, since ${who} as published does not go with it: ${judged.detail}`;
  return { outcome: "noted", detail };
}

/** What pacman says of each dependency that a transaction would leave unsatisfied. */
const BREAKS = /^:: (?:installing|removing) .* breaks dependency '.*' required by (\S+)$/;

/**
 * Whether install scriptlets and hooks succeeded. pacman exits 0 when one fails; it only says so on stderr
 * ("error: command failed to execute correctly").
 */
export function judgeScriptlets({ stdout, stderr }: Said): Outcome {
  const errors = linesOf(stderr).filter((line) => line.startsWith("error:"));
  if (errors.length === 0) return { outcome: "passed", detail: "" };
  const around = linesOf(stderr).filter((line) => !/^(error|warning):/.test(line));
  // A scriptlet's own words come on either stream; pacman's progress on stdout has this form.
  const scriptlet = linesOf(stdout).filter(
    (line) => !/^(\(|::|[a-z ]+\.\.\.$|resolving|looking|Packages)/.test(line),
  );
  const said = [...around, ...scriptlet].at(-1) ?? "it printed nothing";
  const what = "an install scriptlet or hook failed, which pacman does not treat as an error";
  return { outcome: "failed", detail: `${what}: ${errors.map(shortened).join("; ")} (${shortened(said)})` };
}

/** `pacman -Qk`: is every packaged file there, and of its type? */
export function judgeFiles({ exit, stdout, stderr }: Said): Outcome {
  if (exit === 0) return { outcome: "passed", detail: "" };
  return { outcome: "failed", detail: warningsOf(stdout, stderr) };
}

/** `pacman -Qkk`: scriptlets and hooks change packaged files rightly, so that this only informs. */
export function judgeIntegrity({ exit, stdout, stderr }: Said): Outcome {
  if (exit === 0) return { outcome: "passed", detail: "" };
  return { outcome: "noted", detail: warningsOf(stdout, stderr) };
}

const MOST_WARNINGS = 5;

function warningsOf(...texts: readonly string[]): string {
  const warnings = texts
    .flatMap(linesOf)
    .filter((line) => /^(warning|error): /.test(line))
    .map((line) => shortened(line.replace(/^(warning|error): /, "")));
  const more = warnings.length - MOST_WARNINGS;
  return `${warnings.slice(0, MOST_WARNINGS).join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}
