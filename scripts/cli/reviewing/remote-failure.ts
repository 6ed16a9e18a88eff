import { UpstreamError } from "../../../actions/lib/upstream/index.ts";
import { CommandError } from "../exit-codes.ts";
import { exitOfRemote } from "../failure.ts";
import { oneLine } from "../terminal/terminal-text.ts";

/** What a repository that cannot be read means to whoever asked for it. */
export function explainRemote(error: unknown): never {
  if (!(error instanceof UpstreamError)) throw error;
  // Its message says what its cause says.
  throw new CommandError(exitOfRemote(error.code), oneLine(error.message));
}
