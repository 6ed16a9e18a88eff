import { readEnvironment } from "../../actions/lib/workspace/index.ts";
import { type CallRequest, parseCommandLine } from "./command-line.ts";
import { EXIT_CODES, type ExitName } from "./exit-codes.ts";
import { explained } from "./explained.ts";
import { helpText } from "./help.ts";
import { OWN_FOLDER } from "./own-folder.ts";
import { completeCommands } from "./suggested-commands.ts";
import { outliveReaders } from "./terminal/lost-output.ts";
import { reflow } from "./terminal/reflow.ts";
import { openScreen } from "./terminal/screen.ts";
import { showUploads } from "./terminal/upload-progress.ts";
import type { Screen } from "./verb.ts";
import { VERBS } from "./verbs/verbs.ts";
import { versionText } from "./version.ts";

outliveReaders(process);
process.exitCode = EXIT_CODES[await main(process.argv.slice(2))][0];

async function main(words: readonly string[]): Promise<ExitName> {
  const opened = openScreen(process.stdout, process.stderr, words.includes("--json"));
  return await explained(opened, async (screen) => {
    const request = parseCommandLine(words, VERBS);
    if (request.kind === "help") {
      const page = helpText(request.verb, VERBS);
      screen.print(screen.out.isTTY ? reflow(page, screen.columns()) : page);
      return "done";
    }
    if (request.kind === "version") {
      screen.print(await versionText(OWN_FOLDER));
      return "done";
    }
    const complete = completeCommands(request.values, VERBS);
    const completing = { ...screen, complete, say: (text: string) => screen.say(complete(text)) };
    return await explained(completing, (ownScreen) => carryOut(request, ownScreen));
  });
}

async function carryOut({ verb, values, operands }: CallRequest, screen: Screen): Promise<ExitName> {
  const environment = readEnvironment(process.env);
  const signal = interruption();
  using uploads = showUploads(screen, () => Date.now());
  return await verb.run({
    values,
    operands,
    environment,
    signal,
    now: new Date(),
    uploaded: uploads.tell,
    say: screen.say,
    screen,
  });
}

/** The first Ctrl-C ends the work in order; the second ends the process, and the next run cleans up. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(EXIT_CODES.interrupted[0]);
      controller.abort(new Error(`interrupted by ${name}`));
    });
  }
  return controller.signal;
}
