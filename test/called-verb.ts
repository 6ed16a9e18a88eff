import assert from "node:assert/strict";
import { join } from "node:path";
import { readEnvironment } from "../actions/lib/workspace/index.ts";
import { parseCommandLine } from "../scripts/cli/command-line.ts";
import type { ExitName } from "../scripts/cli/exit-codes.ts";
import { explained } from "../scripts/cli/explained.ts";
import type { Screen } from "../scripts/cli/verb.ts";
import { VERBS } from "../scripts/cli/verbs/verbs.ts";

/**
 * How a verb ended: `printed` is what goes to standard output and `said` what to standard error; `text` is the one or, where
 * nothing was printed, the other.
 */
export type CalledVerb = {
  readonly exit: ExitName;
  readonly text: string;
  readonly said: string;
  readonly printed: string;
};

/** Calls a verb of the command line in this process, for the packages.yaml of a folder. */
export async function callVerb(
  folder: string,
  words: readonly string[],
  variables: NodeJS.ProcessEnv = {},
): Promise<CalledVerb> {
  const [out, told]: [string[], string[]] = [[], []];
  const screen: Screen = {
    ...{ json: words.includes("--json"), terminal: false, colour: false, progressColour: false },
    ...{ columns: () => 100, out: process.stdout, err: process.stderr },
    print: (text) => void out.push(text),
    printJson: (value) => void out.push(`${JSON.stringify(value)}\n`),
    say: (text) => void told.push(text),
  };
  const exit = await explained(screen, async (own) => {
    const request = parseCommandLine([...words, "--manifest", join(folder, "packages.yaml")], VERBS);
    assert.ok(request.kind === "call");
    const surroundings = {
      environment: readEnvironment({ XDG_CACHE_HOME: join(folder, "cache"), ...variables }),
      ...{ signal: new AbortController().signal, now: new Date(), say: own.say },
    };
    return await request.verb.run({ ...request, ...surroundings, screen: own });
  });
  const [printed, said] = [out.join(""), told.join("\n")];
  return { exit, text: printed || said, said, printed };
}
