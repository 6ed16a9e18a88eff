import type { Surroundings } from "../workspace/index.ts";
import type { SetUpFinding } from "./finding.ts";
import { gatherFacts, type SetUpQuestion } from "./gather-facts.ts";
import { judgeSetUp } from "./judge-set-up.ts";

/** What is found, missing and not visible from here. A place that does not answer is a finding, never an error. */
export async function examineSetUp(
  surroundings: Surroundings,
  question: SetUpQuestion,
): Promise<readonly SetUpFinding[]> {
  return judgeSetUp(await gatherFacts(surroundings, question));
}
