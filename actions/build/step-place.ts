import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseResultName } from "../lib/handover/index.ts";
import { type ActionCall, InputError } from "../lib/workflow/index.ts";

/** @throws InputError where the step was not told which entry it builds */
export function entryOf({ read }: ActionCall): string {
  const entry = read.text("entry");
  if (entry === null) throw new InputError("the input entry is empty: name the entry of the plan to build");
  return entry;
}

/** Where the steps of one job find what the ones before left. */
export function resultsOf({ context }: ActionCall, entry: string): string {
  return join(context.temporaryFolder, "autorepo", entry);
}

/** The folder with the result of this attempt, and its name; null: the build left none. */
export async function findResult(
  call: ActionCall,
  entry: string,
): Promise<{ readonly name: string; readonly folder: string } | null> {
  const results = resultsOf(call, entry);
  for (const name of await readdir(results).catch(() => [])) {
    const parsed = parseResultName(name);
    if (parsed?.entry === entry && parsed.attempt === call.context.attempt)
      return { name, folder: join(results, name) };
  }
  return null;
}
