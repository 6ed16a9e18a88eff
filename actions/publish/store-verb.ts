import { parseCommandLine } from "../../scripts/cli/command-line.ts";
import type { Screen } from "../../scripts/cli/verb.ts";
import { VERBS } from "../../scripts/cli/verbs/verbs.ts";
import {
  type ActionCall,
  type ActionOutcome,
  InputError,
  inertBlock,
  storeOf,
  writeSummary,
} from "../lib/workflow/index.ts";

/** A verb of the command line that works on the store, with the keys that only this job has. */
export async function storeVerb(call: ActionCall, name: string): Promise<ActionOutcome> {
  const given = call.read.text("arguments")?.split(/\s+/) ?? [];
  const manifest = call.read.text("manifest") ?? "packages.yaml";
  const store = await storeOf(call, manifest);
  const places = ["--manifest", manifest, ...(store === null ? [] : ["--store", store])];
  const request = parseCommandLine([name, ...given, ...places], VERBS);
  if (request.kind !== "call")
    throw new InputError(`the arguments of ${name} ask for help: ${given.join(" ")}`);
  const printed: string[] = [];
  const { verb, values, operands } = request;
  const exit = await verb.run({ ...call, values, operands, screen: screenOf(call, printed) });
  await writeSummary(
    `## ${name} ${call.read.text("arguments") ?? ""}\n\n${inertBlock(printed.join("\n").split("\n"), "text")}\n`,
  );
  return exit === "done" ? "done" : { failed: `${name} ended with "${exit}": its output says why` };
}

function screenOf({ print, say }: ActionCall, printed: string[]): Screen {
  const lines = (text: string) => text.replace(/\n$/, "");
  return {
    json: false,
    terminal: false,
    colour: false,
    progressColour: false,
    out: process.stdout,
    err: process.stderr,
    columns: () => COLUMNS,
    print: (text) => {
      printed.push(lines(text));
      print(lines(text));
    },
    printJson: (value) => print(JSON.stringify(value)),
    say: (text) => say(lines(text)),
  };
}

const COLUMNS = 140;
