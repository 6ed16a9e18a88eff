import { type ActionCall, warningCommand, words, writeSummary } from "../lib/workflow/index.ts";

/** Says on the run's page that something beside its work went wrong, and leaves it green. */
export async function warn(call: ActionCall, heading: string, text: string): Promise<void> {
  call.print(warningCommand(text));
  await writeSummary(`### ${heading}\n\n${words(text).markdown}\n\n`);
}
