import type { Disguise } from "../../../shell/index.ts";
import { quoted } from "../../words.ts";
import { UNKNOWN } from "../argument.ts";
import { isInterpreter } from "../interpreters.ts";
import { behaviourRule, placeOf, type Sighting, whoRuns } from "../sighting.ts";
import { type Step, spoken } from "../step.ts";

/** A word is written so that whoever looks for it in the text does not find it. */
export const disguisedWords = behaviourRule({
  id: "disguised-words",
  severities: ["alarm", "warning"],
  see: ({ steps }) => steps.flatMap(sightingsOf),
});

const WAYS: Readonly<Record<Disguise, string>> = {
  "quote-splice": "quotes between its letters",
  escape: "escapes for its letters",
  "array-index": "elements of an array",
  substring: "pieces of other words",
  indirection: "a name in another variable",
  decoded: "a decoder's output",
};

function sightingsOf(step: Step): Sighting[] {
  const [name] = step.command.words;
  const words = [...(name && !name.parts.includes(null) ? [step.name] : []), ...step.arguments];
  const disguised = words.flatMap((argument, at) => {
    const grade = gradeOf(argument.word.disguises, { isName: at === 0 && argument === step.name, step });
    return grade ? [{ argument, grade }] : [];
  });
  const worst = disguised.find(({ grade }) => grade === "alarm") ?? disguised[0];
  if (!worst) return [];
  const ways = [...new Set(worst.argument.word.disguises.map((one) => WAYS[one]))].join(" and ");
  const written = `${quoted(worst.argument.text.replaceAll(UNKNOWN, "…"))} is written with ${ways}, ${quoted(worst.argument.raw)}`;
  const message = `${whoRuns(step)} ${quoted(spoken(step))}, where ${written}: that hides it from whoever searches for it.`;
  return [{ severity: worst.grade, message, meaning: `${spoken(step)} ${ways}`, ...placeOf(step) }];
}

type At = { readonly isName: boolean; readonly step: Step };

/** Names of commands need no disguise; other words are quoted in odd places by honest people too. */
function gradeOf(disguises: readonly Disguise[], { isName, step }: At): "alarm" | "warning" | null {
  if (disguises.length === 0 || isUnitEscape(step)) return null;
  if (disguises.includes("decoded")) return "alarm";
  if (disguises.includes("escape")) return isName || step.stage !== "building" ? "alarm" : "warning";
  if (isName) return gradeOfName(disguises, step);
  return step.stage === "installing" && disguises.includes("quote-splice") ? "warning" : null;
}

/** systemd's own `\x20` for a space (systemd.syntax(7)). */
function isUnitEscape({ file, name }: Step): boolean {
  return /\.(service|timer|socket|path|mount)$/.test(file) && /\\x20/.test(name.raw);
}

/** `${pkgname%-bin}` and an array of compilers are honest names; of a program that fetches or runs others none is. */
function gradeOfName(disguises: readonly Disguise[], step: Step): "alarm" | "warning" | null {
  if (disguises.includes("quote-splice")) return step.stage === "using" ? "warning" : "alarm";
  if (SENSITIVE.test(step.program ?? "") || isInterpreter(step.program)) return "alarm";
  return step.stage === "building" || step.stage === "using" ? null : "warning";
}

const SENSITIVE =
  /^(curl|wget2?|aria2c|nc|ncat|netcat|socat|ssh|scp|rsync|git|npm|npx|bunx?|yarn|pnpm|pip[\d.]*|pipx|uvx?|gem|cargo|go|eval|source|\.|sudo|doas|su|pkexec|pacman|systemctl|crontab|at|base64|xxd|openssl|gpg|chmod|chattr|nohup|setsid|docker|podman|xargs|busybox|telnet|torsocks)$/;
