import process from "node:process";
import { type Environment, readEnvironment, uploadLines } from "../workspace/index.ts";
import type { ActionCall, ActionOutcome } from "./action-call.ts";
import { failureText } from "./failure-text.ts";
import { inputReader } from "./inputs.ts";
import { errorCommand, identityToken } from "./outputs.ts";
import { readRunContext } from "./run-context.ts";
import { inertLines } from "./safe-lines.ts";

/** Runs an action from reading its surroundings to the exit code; the only place that reads the environment. */
export async function runAction(run: (call: ActionCall) => Promise<ActionOutcome>): Promise<void> {
  try {
    // biome-ignore lint/style/noProcessEnv: an action's entry is where its surroundings are read, once
    const outcome = await run(openCall(process.env));
    if (outcome !== "done") fail(outcome.failed);
  } catch (error) {
    fail(failureText(error));
  }
}

function openCall(variables: NodeJS.ProcessEnv): ActionCall {
  const environment: Environment = readEnvironment(variables);
  const say = (text: string) => print(inertLines(text));
  return {
    read: inputReader(variables),
    context: readRunContext(variables),
    environment,
    signal: cancellation(),
    now: new Date(),
    say,
    uploaded: uploadLines({ say, now: () => performance.now() }),
    print,
    identityToken,
  };
}

function fail(text: string): void {
  process.exitCode = 1;
  print(errorCommand(text));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A cancelled job gets SIGINT, and 7.5 s later SIGTERM: containers go in between. */
function cancellation(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const)
    process.on(name, () => controller.abort(new Error(`interrupted by ${name}: the run was cancelled`)));
  return controller.signal;
}
