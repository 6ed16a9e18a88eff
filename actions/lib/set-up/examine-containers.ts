import type { SetUpFinding } from "./finding.ts";
import { judgeEngine } from "./judge-machine.ts";
import { type MachineQuestion, probeContainers } from "./probe-machine.ts";

/** Whether builds find an engine and their image, as far as that is known without pulling it. */
export async function examineContainers(question: MachineQuestion): Promise<readonly SetUpFinding[]> {
  return judgeEngine(await probeContainers(question), question.image);
}
