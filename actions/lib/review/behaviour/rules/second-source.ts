import type { PackageReading } from "../../reading.ts";
import { readSourceAddress } from "../../source-address.ts";
import { topLevelArray, topLevelText } from "../../top-level.ts";
import { quoted } from "../../words.ts";
import { type Argument, UNKNOWN } from "../argument.ts";
import { isInterpreter, languageOf } from "../interpreters.ts";
import type { Scene } from "../scene.ts";
import { behaviourRule, ran, type Scale, type Sighting } from "../sighting.ts";
import { operands, optionValues, type Step, withoutVersions } from "../step.ts";

/** A program of a second repository is run, of somebody who is not the project: CHAOS RAT called it "patches". */
export const secondSource = behaviourRule({
  id: "second-source",
  severities: ["alarm", "warning"],
  see: (scene) => foreignRepositories(scene.reading).flatMap((source) => runsOf(source, scene)),
});

const RUN: Scale = { reading: "alarm", building: "alarm", installing: "alarm", using: null };
const PINNED: Scale = { reading: "alarm", building: "warning", installing: "alarm", using: null };

function runsOf(source: string, { steps }: Scene): Sighting[] {
  const scale = /#(commit|tag|revision)=/.test(source) ? PINNED : RUN;
  const { fileName: name, address } = readSourceAddress(source);
  const why = `a program from ${quoted(address)}, a repository of somebody who is not the project`;
  let [folder, within]: [string, string | null] = ["", null];
  return steps.flatMap((step) => {
    if (step.place.within !== within) [folder, within] = ["", step.place.within];
    if (step.program === "cd" || step.program === "pushd") folder = operands(step)[0]?.text ?? "";
    const found = runsFrom(step, { name, folder }) ? ran(step, scale, why) : [];
    return found.map((sighting) => ({ ...sighting, meaning: `runs ${withoutVersions(address)}` }));
  });
}

/** Repositories after the first source, of a host or owner that neither `url` nor an earlier source has. */
function foreignRepositories(reading: PackageReading): string[] {
  const sources = sourcesOf(reading).map((text) => ({ text, ...readSourceAddress(text) }));
  const fetched = sources.filter(({ protocol }) => protocol !== "local");
  const project = ownerOf(topLevelText(reading, "url") ?? "");
  const foreign = fetched.filter(({ vcs, address }, at) => {
    const known = [project, ...fetched.slice(0, at).map((one) => ownerOf(one.address))];
    return at > 0 && vcs !== null && !known.includes(ownerOf(address));
  });
  return foreign.map(({ text }) => text);
}

/** As evaluated, or as far as the text says. */
function sourcesOf(reading: PackageReading): readonly string[] {
  const evaluated = reading.evaluation?.sources.flatMap(({ sources }) => sources);
  return evaluated ?? topLevelArray(reading, "source") ?? [];
}

/** Host and first folder: "github.com/owner". */
function ownerOf(address: string): string {
  const [, host, owner] = /^[\w+]*:\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/([^/]+)/.exec(address) ?? [];
  return host === undefined ? address : `${host}/${owner}`.toLowerCase();
}

type Where = { readonly name: string; readonly folder: string };

/** `./run`, `bash run`, `python run.py` in the folder of the repository, or by a path through it. */
function runsFrom(step: Step, { name, folder }: Where): boolean {
  const isRunner =
    (isInterpreter(step.program) && languageOf(step.program) !== "awk") ||
    step.program === "." ||
    step.program === "source";
  const word = step.name.text.includes("/") ? step.name : isRunner ? operands(step)[0] : buildFileOf(step);
  if (word === undefined) return false;
  const { text } = word;
  if (text.split("/").includes(name)) return true;
  if (word === buildFileOf(step)) return false;
  const isRelative = !text.startsWith("/") && !text.includes(UNKNOWN);
  return folder.split("/").includes(name) && isRelative && /^[\w./-]+$/.test(text);
}

/** `make -f FILE`, `cmake -P FILE` */
function buildFileOf(step: Step): Argument | undefined {
  if (step.program === "make" || step.program === "gmake")
    return optionValues(step, { short: "f", long: "file" })[0];
  return step.program === "cmake" ? optionValues(step, { short: "P", long: "P" })[0] : undefined;
}
