import type { TreeFile } from "../../../upstream/index.ts";
import type { FileReading } from "../../reading.ts";
import { behaviourRule, type Sighting } from "../sighting.ts";
import { type StageOf, stagesOf } from "../stage.ts";

/** bash would read a part of a script in a way that could not be followed: what stands there was not judged. */
export const unreadableScript = behaviourRule({
  id: "unreadable-script",
  severities: ["warning", "note"],
  see: ({ reading, isWhole }) => {
    const stages = stagesOf(reading);
    const faults = [...reading.files.values()].flatMap((one) => faultsOf(one, stages.get(one.file.path)));
    return isWhole ? faults : [TOO_MUCH, ...faults];
  },
});

const TOO_MUCH: Sighting = {
  severity: "warning",
  message:
    "Its scripts hold more texts within texts than are followed: some of what they run was not judged.",
  meaning: "too much",
  stage: "building",
  file: "PKGBUILD",
  line: null,
  text: "",
};

function unread({ path, content }: TreeFile): Sighting {
  return {
    severity: "warning",
    message: `${path} was not read: its folder holds more text than is reviewed. Nothing in it was judged.`,
    meaning: `${path} unread at ${content.length} bytes`,
    stage: "building",
    file: path,
    line: null,
    text: "",
  };
}

function faultsOf(one: FileReading, stageOf: StageOf | undefined): Sighting[] {
  const { file, role, script, isUnread } = one;
  if (isUnread) return [unread(file)];
  const severity = role === "pkgbuild" || role === "scriptlet" || role === "hook" ? "warning" : "note";
  return (script?.faults ?? []).map(({ line, message }): Sighting => {
    const where = `${file.path}, line ${line}, could not be read as bash does (${message})`;
    return {
      severity,
      message: `${where}: what stands there was not judged.`,
      meaning: `${file.path} ${message}`,
      stage: stageOf?.(null) ?? "using",
      file: file.path,
      line,
      text: "",
    };
  });
}
