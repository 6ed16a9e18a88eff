import type { Severity } from "../../../documents/index.ts";
import { quoted } from "../../words.ts";
import { type PlacedFile, placedFiles } from "../placed-files.ts";
import { dangerOf, runsDownloads, traitsOf } from "../program-text.ts";
import { behaviourRule, placeOf, type Sighting, whoRuns } from "../sighting.ts";

/** The package brings a file from which the machine takes rights, trust or code that runs unasked. */
export const machineConfiguration = behaviourRule({
  id: "machine-configuration",
  severities: ["alarm", "warning"],
  see: ({ reading, steps }) => placedFiles(reading, steps).flatMap(sightingsOf),
});

type Verdict = { readonly severity: Severity; readonly why: string };

function sightingsOf(placed: PlacedFile): Sighting[] {
  const verdict = KINDS.find(([place]) => place.test(placed.path))?.[1](placed.text) ?? null;
  if (verdict === null) return [];
  const { step, path, text, file } = placed;
  const who = whoRuns(step).replace(/ runs$/, "");
  const message = `${who} puts ${quoted(path)} into the package, ${verdict.why}.`;
  const meaning = `${path} ${verdict.severity} ${verdict.why} ${tellingLines(text)}`;
  const at = file === null ? placeOf(step) : { ...placeOf(step), file: file.file.path, line: 1, text: "" };
  return [{ severity: verdict.severity, message, meaning, ...at }];
}

/** Another comment is no other configuration. */
function tellingLines(text: string): string {
  return text
    .split("\n")
    .filter((line) => !/^\s*(#|\/\/|$)/.test(line))
    .join("\n");
}

const alarm = (why: string): Verdict => ({ severity: "alarm", why });
const warning = (why: string): Verdict => ({ severity: "warning", why });

/** Files by their place, and what their text says. */
const KINDS: readonly (readonly [RegExp, (text: string) => Verdict | null])[] = [
  [/^\/etc\/sudoers(\.d\/|$)/, ofSudoers],
  [/\/polkit-1\/rules\.d\//, ofPolkit],
  [/^\/(etc|usr\/lib)\/pam\.d\//, ofPam],
  [/\/tmpfiles\.d\//, ofTmpfiles],
  [/\/sysusers\.d\//, ofSysusers],
  [
    /\/(ca-certificates\/trust-source|ca-certificates\/anchors)\//,
    () => warning("so that the machine trusts another authority's certificates"),
  ],
  [/^\/etc\/(ld\.so\.preload|passwd|shadow|gshadow)$/, () => alarm("which belongs to the machine alone")],
  [/\/(sitecustomize|usercustomize)\.py$|\/site-packages\/[^/]+\.pth$/, ofPython],
  [/\/(s?bin|system-generators|user-generators|libexec)\/[^/]+$/, ofProgram],
];

function ofSudoers(text: string): Verdict {
  return /^[^#\n]*=[^\n]*\bNOPASSWD:[ \t]*ALL\b/m.test(text)
    ? alarm("with which somebody is root without a password")
    : warning("which says who may act as root");
}

/** A rule that asks neither for the action nor for the person says yes to everything. */
function ofPolkit(text: string): Verdict | null {
  const code = text.replaceAll(/\/\/.*$/gm, "");
  if (!/\bResult\.YES\b|return\s+["']yes["']/.test(code)) return null;
  return /\baction\.(id|lookup)\b/.test(code)
    ? warning("which lets somebody act as root without a password")
    : alarm("which lets everybody act as root without a password");
}

function ofPam(text: string): Verdict {
  if (/^-?auth\s+(sufficient|\[[^\]\n]*success=\w+[^\]\n]*\])\s+pam_permit\.so/m.test(text))
    return alarm("which lets everybody log in");
  return /\bpam_exec\.so\b[^\n]*\bexpose_authtok\b/.test(text)
    ? alarm("which hands passwords to a program")
    : warning("which says how people log in");
}

/** tmpfiles.d(5): type, path, mode, user, group, age, argument. */
function ofTmpfiles(text: string): Verdict | null {
  const lines = text.split("\n").map((line) => line.trim().split(/\s+/));
  const isTouched = ([type = "", path = ""]: readonly string[]) =>
    /^[fFwLCczZ]/.test(type) && OF_ROOT.test(path);
  const isSetuid = ([type = "", , mode = ""]: readonly string[]) =>
    /^[fFzZC]/.test(type) && /^[:~]?0?[46][0-7]{3}$/.test(mode);
  if (lines.some(isTouched)) return alarm("which writes at each start what says who is root");
  return lines.some(isSetuid) ? warning("which lets programs act with more rights than their user's") : null;
}

const OF_ROOT =
  /^\/etc\/(sudoers|shadow|passwd|gshadow|ld\.so\.preload|cron|profile|pam\.d|polkit|pacman|ssh)|\/\.(ssh|bashrc|profile|zshrc)/;

/** sysusers.d(5): `u NAME 0`. */
function ofSysusers(text: string): Verdict | null {
  return /^[ \t]*u!?[ \t]+(?!root\b)\S+[ \t]+"?0+(:|"|[ \t]|$)/m.test(text)
    ? alarm("which makes another account that is root")
    : null;
}

/** Run by every program in Python, asked for or not. */
function ofPython(text: string): Verdict | null {
  const danger = dangerOf(traitsOf(text));
  if (danger) return alarm(`which every program in Python runs, and ${danger.why}`);
  return /^(import|from)\b/m.test(text) ? warning("which every program in Python runs") : null;
}

/** Programs in other languages that a recipe writes; what is a shell's is read as such, what is committed elsewhere. */
function ofProgram(text: string): Verdict | null {
  if (!/^#!/.test(text) || /^#![^\n]*\b(ba|da|z|k|a|fi)?sh\b/.test(text)) return null;
  if (runsDownloads(text)) return alarm("a program that runs what it downloads");
  const danger = dangerOf(traitsOf(text));
  return danger?.grade === "alarm" ? warning(`a program ${danger.why.replace(/^which/, "that")}`) : null;
}
