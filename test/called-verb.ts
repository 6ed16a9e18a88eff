import assert from "node:assert/strict";
import { join } from "node:path";
import { readEnvironment } from "../actions/lib/workspace/index.ts";
import { parseCommandLine } from "../scripts/cli/command-line.ts";
import type { ExitName } from "../scripts/cli/exit-codes.ts";
import { explain } from "../scripts/cli/failure.ts";
import { VERBS } from "../scripts/cli/verbs.ts";

/** How a verb ended: `text` is what it printed, or why it stopped, and `said` what it told on the way. */
export type CalledVerb = { readonly exit: ExitName; readonly text: string; readonly said: string };

/** Calls a verb of the command line in this process, for the packages.yaml of a folder. */
export async function callVerb(
  folder: string,
  words: readonly string[],
  variables: NodeJS.ProcessEnv = {},
): Promise<CalledVerb> {
  const request = parseCommandLine([...words, "--manifest", join(folder, "packages.yaml")], VERBS);
  assert.ok(request.kind === "call");
  const [printed, told]: [string[], string[]] = [[], []];
  const say = (text: string) => void told.push(text);
  const screen = {
    ...{ json: false, terminal: false, colour: false, progressColour: false, columns: () => 100 },
    ...{ out: process.stdout, err: process.stderr, printJson: () => {} },
    ...{ print: (text: string) => void printed.push(text), say },
  };
  const surroundings = {
    environment: readEnvironment({ XDG_CACHE_HOME: join(folder, "cache"), ...variables }),
    ...{ signal: new AbortController().signal, now: new Date(), say },
  };
  const call = { ...request, ...surroundings, screen };
  const ended = await request.verb.run(call).then((exit) => ({ exit, text: printed.join("") }), explain);
  return { ...ended, said: told.join("\n") };
}
