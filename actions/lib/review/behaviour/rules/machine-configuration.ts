import { quoted } from "../../words.ts";
import { type PlacedFile, placedFiles } from "../placed-files.ts";
import { behaviourRule, placeOf, type Sighting, whoRuns } from "../sighting.ts";
import { verdictOf } from "../system-files.ts";

/** The package brings a file from which the machine takes rights, trust or code that runs unasked. */
export const machineConfiguration = behaviourRule({
  id: "machine-configuration",
  severities: ["alarm", "warning"],
  see: ({ reading, steps }) => placedFiles(reading, steps).flatMap(sightingsOf),
});

function sightingsOf(placed: PlacedFile): Sighting[] {
  const verdict = verdictOf(placed.path, placed.text);
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
