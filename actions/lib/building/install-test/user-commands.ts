import type { TestResult } from "../../documents/index.ts";
import type { Container } from "../../sandbox/index.ts";
import { shortened } from "../makepkg-reasons.ts";
import { runIn } from "../phase-command.ts";
import { PhaseFailure } from "../phase-failure.ts";
import type { ScenarioContext } from "./run-scenario.ts";

/** Runs the user's `test:` commands as the unprivileged user, one after another. */
export async function runCommands(
  container: Container,
  commands: readonly string[],
  context: ScenarioContext,
): Promise<void> {
  for (const command of commands) {
    context.log.note(`$ ${command}`);
    const judged = await runCommand(container, command, context);
    context.report({ test: "command", subject: command, ...judged });
    await container.killBuilder();
  }
}

async function runCommand(
  container: Container,
  command: string,
  context: ScenarioContext,
): Promise<Pick<TestResult, "outcome" | "detail">> {
  try {
    const script = `cd && exec bash -c "$1"`;
    const { exit, said } = await runIn(
      container,
      { as: "builder", script, arguments: [command], seconds: COMMAND_SECONDS, terminal: true },
      context,
    );
    if (exit === 0) return { outcome: "passed", detail: "" };
    const last = said().trim().split("\n").at(-1)?.trim();
    return { outcome: "failed", detail: `exit ${exit}${last ? `: ${shortened(last)}` : " without a word"}` };
  } catch (error) {
    if (!(error instanceof PhaseFailure) || error.fault !== "package") throw error;
    return { outcome: "failed", detail: error.message };
  }
}

const COMMAND_SECONDS = 300;
