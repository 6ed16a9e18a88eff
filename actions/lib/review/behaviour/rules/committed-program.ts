import { isShellText } from "../../shell-text.ts";
import { quoted } from "../../words.ts";
import { committedFileOf, type Names, namesOfFiles } from "../committed-files.ts";
import { addedLines } from "../patched-files.ts";
import { dangerOf, runsDownloads, traitsOf } from "../program-text.ts";
import type { Scene } from "../scene.ts";
import { behaviourRule, ran, type Scale, type Sighting } from "../sighting.ts";
import type { Step } from "../step.ts";

/** A file that was committed beside the PKGBUILD is run. Shell scripts are read by every rule; others show what they can. */
export const committedProgram = behaviourRule({
  id: "committed-program",
  severities: ["alarm", "warning", "note"],
  see: (scene) => {
    const names = namesOfFiles(scene.reading, scene.steps);
    return [
      ...scene.steps.flatMap((step) => sightingsOf(step, names)),
      ...preloaded(scene, names),
      ...shippedPrograms(scene),
      ...patchedPrograms(scene),
    ];
  },
});

function sightingsOf(step: Step, names: Names): Sighting[] {
  const committed = committedFileOf(step, names);
  if (committed === null || committed.file.path === step.file) return [];
  const { file, role, text } = committed;
  const what = quoted(file.path);
  if (text === null) {
    const why = `which is the committed file ${what}: it is no text, so nobody can say what it does`;
    return withContent(ran(step, COMPILED, why), Buffer.from(file.content).toString("base64"));
  }
  if (role === "script" && isShellText(file.path, text)) return [];
  const danger = dangerOf(traitsOf(text));
  if (danger === null)
    return ran(step, READABLE, `a program committed beside the PKGBUILD as ${what}: read it`);
  return withContent(
    ran(step, danger.grade, `which is the committed file ${what}, ${danger.why}`),
    danger.why,
  );
}

/** Other content is another program, even by the same command. */
function withContent(sightings: readonly Sighting[], content: string): Sighting[] {
  return sightings.map((sighting) => ({ ...sighting, meaning: `${sighting.meaning} = ${content}` }));
}

const COMPILED: Scale = { reading: "alarm", building: "alarm", installing: "alarm", using: "warning" };
const READABLE: Scale = { reading: "warning", building: "note", installing: "warning", using: "note" };

/** `LD_PRELOAD=…` and the like make every program run code of a file. */
function preloaded({ reading }: Scene, names: Names): Sighting[] {
  return [...reading.files].flatMap(([file, { script }]) =>
    (script?.assignments ?? []).flatMap(({ name, value, place }): Sighting[] => {
      if (
        !/^(LD_PRELOAD|LD_AUDIT|PYTHONSTARTUP|NODE_OPTIONS|BASH_ENV|PERL5OPT|RUBYOPT)$/.test(name) ||
        !value
      )
        return [];
      const parts = value.parts.join("/").split(/[/:=\s]+/);
      const committed = parts.flatMap((part) => names.files.get(part) ?? [])[0];
      if (!committed) return [];
      const message = `\`${name}\` makes every program that is started load the committed file ${quoted(committed.file.path)}.`;
      const text = `${name}=${value.raw}`;
      return [
        {
          severity: "alarm",
          message,
          meaning: `${name} ${committed.file.path}`,
          stage: "building",
          file,
          line: place.line,
          text,
        },
      ];
    }),
  );
}

/** Programs in other languages that the package brings: what is dangerous shows, the rest is the package's business. */
function shippedPrograms({ reading, steps }: Scene): Sighting[] {
  const names = namesOfFiles(reading, steps);
  const ran = new Set(steps.map((step) => committedFileOf(step, names)?.file.path));
  return [...reading.files.values()].flatMap((one): Sighting[] => {
    const { file, role, text } = one;
    const isProgram = role === "script" || (role === "text" && LOADABLE.test(file.path));
    if (!isProgram || text === null || isShellText(file.path, text) || ran.has(file.path)) return [];
    const danger = dangerOf(traitsOf(text));
    if (danger?.grade !== "alarm") return [];
    const message = `${quoted(file.path)} is a program ${danger.why.replace(/^which/, "that")}.`;
    return [
      {
        severity: "warning",
        message,
        meaning: `${file.path} ${danger.why}`,
        stage: "using",
        file: file.path,
        line: 1,
        text: text.split("\n", 1)[0] ?? "",
      },
    ];
  });
}

/** Modules and build scripts that others load, however they are called. */
const LOADABLE = /\.(py|pth|m?js|cjs|ts|rb|pl|pm|lua|php|tcl)$|(^|\/)build\.rs$/;

/** A patch adds to a program, in whatever language, what runs a download. */
function patchedPrograms({ reading }: Scene): Sighting[] {
  return [...reading.files.values()].flatMap(({ file, role, text }) =>
    (role === "patch" ? addedLines(text ?? "") : [])
      .filter(({ added }) => runsDownloads(added))
      .map(({ path, line, added }): Sighting => {
        const shown = added.split("\n").find(runsDownloads) ?? "";
        const message = `${quoted(file.path)} adds to ${quoted(path)} what runs a download as code.`;
        const meaning = `${path} ${shown}`;
        return { severity: "alarm", message, meaning, stage: "building", file: file.path, line, text: shown };
      }),
  );
}
