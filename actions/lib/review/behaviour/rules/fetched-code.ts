import { readShell, type ShellScript } from "../../../shell/index.ts";
import { quoted } from "../../words.ts";
import { type Argument, UNKNOWN } from "../argument.ts";
import { isInterpreter, languageOf, readsStandardInput } from "../interpreters.ts";
import { fetchOf } from "../network.ts";
import type { Scene } from "../scene.ts";
import { behaviourRule, ran, type Sighting } from "../sighting.ts";
import { hasOption, meaningOf, operands, type Step } from "../step.ts";
import { readsUnseen } from "./unseen-code.ts";

/** Code is fetched and run in one go: whoever serves the address decides what it is, each time. */
export const fetchedCode = behaviourRule({
  id: "fetched-code",
  severities: ["alarm"],
  see: (scene) => [
    ...pipedCode(scene),
    ...shellsBeside(scene),
    ...substitutedCode(scene),
    ...downloadedPrograms(scene),
  ],
});

function pipedCode({ steps }: Scene): Sighting[] {
  return steps
    .filter((step) => runsWhatItReads(step) && step.fedBy.some(bringsContent))
    .flatMap((step) => {
      const pipeline = step.fedBy.filter(bringsContent).at(-1);
      const from = pipeline?.program ?? "the network";
      return ran(step, "alarm", `which runs as code what \`${from}\` downloads`).map((sighting) => ({
        ...sighting,
        meaning: `${sighting.meaning} < ${pipeline ? meaningOf(pipeline) : ""}`,
      }));
    });
}

/** `curl … | tee >(sh)`, `coproc sh` with `curl … >&"${COPROC[1]}"`: no pipe shows which of them meet, but nothing else feeds the shell. */
function shellsBeside({ steps }: Scene): Sighting[] {
  const fetching = new Set(steps.filter(bringsContent).map(bodyOf));
  return steps
    .filter((step) => readsUnseen(step) && fetching.has(bodyOf(step)))
    .flatMap((step) => ran(step, "alarm", "which runs as code what is downloaded beside it"));
}

/** The function that a step stands in. */
function bodyOf({ file, place }: Step): string {
  return `${place.within} of ${file}`;
}

function runsWhatItReads(step: Step): boolean {
  if (step.via.some((one) => one === "xargs" || one === "parallel")) return isInterpreter(step.program);
  if (step.program === "." || step.program === "source")
    // fish reads its input where no file is named.
    return (
      operands(step).length === 0 ||
      step.arguments.some(({ text }) => /^(-|\/dev\/(stdin|fd\/0))$/.test(text))
    );
  return isInterpreter(step.program) && languageOf(step.program) !== "awk" && readsStandardInput(step);
}

function bringsContent(step: Step): boolean {
  return (
    fetchOf(step)?.kind === "content" ||
    /^(nc|ncat|netcat|socat|ssh|dig|drill|kdig)$/.test(step.program ?? "")
  );
}

/** `eval "$(curl …)"`, `sh -c "$(wget …)"`, `. <(curl …)`, `$(curl …)`, and the same through a variable. */
function substitutedCode(scene: Scene): Sighting[] {
  const tainted = taintedVariables(scene);
  return scene.steps.flatMap((step) => {
    const source = codeWords(step).find(
      (word) => fetchesInside(word.raw) || tainted.some((name) => mentions(word, name)),
    );
    return source ? ran(step, "alarm", "which runs as code what is downloaded") : [];
  });
}

/** Words that are code, or name the file that holds it where that is a process substitution. */
function codeWords(step: Step): readonly Argument[] {
  const { program, name, arguments: words } = step;
  if (program === "eval") return words;
  if (program === null) return name.text === UNKNOWN ? [name] : [];
  if (!isInterpreter(program) && program !== "." && program !== "source") return [];
  return words.filter(
    ({ raw }, at) => /^-[a-zA-Z]*[ceErp]$/.test(words[at - 1]?.text ?? "") || raw.includes("<("),
  );
}

function fetchesInside(raw: string): boolean {
  return /\$\(|`|<\(/.test(raw) && fetches(readShell(`: ${raw}`));
}

function fetches({ commands }: ShellScript): boolean {
  return commands.some(({ words }) =>
    /^(curl|wget|wget2|aria2c|nc|ncat|http|https|dig|drill|kdig|nslookup|lynx|w3m)$/.test(
      words.find(({ raw }) => raw !== ":" && !/^(sudo|command|env)$/.test(raw))?.parts.join("") ?? "",
    ),
  );
}

/** Names of variables that hold something downloaded: by assignment, or by `read` and its kin. */
function taintedVariables({ reading, steps }: Scene): string[] {
  const assignments = [...reading.files.values()].flatMap(({ script }) => script?.assignments ?? []);
  const assigned = assignments.filter(({ value }) => value !== null && fetchesInside(value.raw));
  return [...assigned.map(({ name }) => name), ...readVariables(steps)];
}

/** `curl … | while read -r l`, `mapfile -t a < <(curl …)`, `while read -r l; do …; done <<< "$(curl …)"` */
function readVariables(steps: readonly Step[]): string[] {
  const loops = new Set(steps.filter((step) => step.program === "" && isFedByFetch(step)).map(bodyOf));
  const reads = steps.filter(({ program }) => /^(read|mapfile|readarray)$/.test(program ?? ""));
  return reads
    .filter((step) => step.fedBy.some(bringsContent) || isFedByFetch(step) || loops.has(bodyOf(step)))
    .flatMap((step) => {
      const names = operands(step).flatMap(({ text }) => /^[A-Za-z_]\w*$/.exec(text)?.[0] ?? []);
      return names.length > 0 ? names : [step.program === "read" ? "REPLY" : "MAPFILE"];
    });
}

function isFedByFetch({ command }: Step): boolean {
  return command.redirections.some(
    ({ operator, target }) => operator.startsWith("<") && fetchesInside(target.raw),
  );
}

function mentions({ raw }: Argument, name: string): boolean {
  return new RegExp(`\\$\\{?${name}\\b`).test(raw);
}

/** What a download left is run later, by its own name or by an interpreter. */
function downloadedPrograms({ steps }: Scene): Sighting[] {
  const outputs = new Map<string, Set<string>>();
  return steps.flatMap((step) => {
    const names = outputs.get(step.file) ?? new Set<string>();
    outputs.set(step.file, names);
    const name = runFiles(step).find(
      (one) => names.has(one) || (names.has(ANY_NAME) && isPlainFile(one, step)),
    );
    const fetch = fetchOf(step);
    if (fetch?.kind === "content")
      for (const one of [...fetch.outputs, ...variablesWritten(step), ...hiddenNames(step)]) names.add(one);
    return name === undefined ? [] : ran(step, "alarm", `which runs what was downloaded as ${quoted(name)}`);
  });
}

/** `curl -K file`: what it fetches, and under which name, the file says. */
const ANY_NAME = "*";

function hiddenNames(step: Step): string[] {
  return step.program === "curl" && hasOption(step, /^(-[a-zA-Z]*K|--config(=.*)?)$/) ? [ANY_NAME] : [];
}

/** `sh x`: of no folder of the sources. */
function isPlainFile(name: string, step: Step): boolean {
  return isInterpreter(step.program) && operands(step)[0]?.text === name && /^[\w.-]+$/.test(name);
}

const BUILDERS = /^(make|cmake|ninja|meson|pip3?|npm|cargo|go)$/;

/** `curl -o "$file"`, `curl > "$file"`: a name that only the variable knows. */
function variablesWritten(step: Step): string[] {
  const targets = step.command.redirections
    .filter(({ operator }) => operator.startsWith(">"))
    .map(({ target }) => target.raw);
  return [...targets, ...step.arguments.map(({ raw }) => raw)].flatMap(variableOf);
}

function variableOf(raw: string): string[] {
  const [, name] = /^"?\$\{?(\w+)\}?"?$/.exec(raw) ?? [];
  return name === undefined ? [] : [`$${name}`];
}

/** Names of what a step runs, and of the folders on the way there. */
function runFiles(step: Step): string[] {
  const { program } = step;
  const runs =
    program === "." || program === "source" || isInterpreter(program) || BUILDERS.test(program ?? "");
  const words = step.name.text.includes("/") ? [step.name] : runs ? operands(step).slice(0, 3) : [];
  return words.flatMap(({ text, raw }) => [...text.split("/"), ...variableOf(raw)]);
}
