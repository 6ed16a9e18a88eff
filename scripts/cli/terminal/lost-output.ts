import { systemWords } from "../../../actions/lib/workspace/index.ts";
import { EXIT_CODES } from "../exit-codes.ts";

/**
 * Of the standard streams: a reader that has seen enough (`| head`) ends no work that is under way. Output that is lost for
 * another reason, such as a full disk, is said once, and makes the call fail.
 */
export function outliveReaders({ stdout, stderr }: Pick<NodeJS.Process, "stdout" | "stderr">): void {
  stderr.on("error", () => {});
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED") return;
    stderr.write(`what was printed is lost: ${systemWords(error) ?? error.message}\n`);
    process.once("exit", () => {
      process.exitCode = EXIT_CODES.machineLacks[0];
    });
  });
}
