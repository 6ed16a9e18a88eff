import { execFile } from "node:child_process";

/** How a short program ended: `complaint` is the last line it said, or why it could not be run. */
export type Ran =
  | { readonly ok: true; readonly output: string }
  | { readonly ok: false; readonly complaint: string };

const TIMEOUT_MILLISECONDS = 15_000;
const LONGEST_COMPLAINT = 300;

/** Runs a program that only tells something, in `folder`. */
export async function runProgram(words: readonly string[], folder: string): Promise<Ran> {
  const [program = "", ...rest] = words;
  return await new Promise((resolve) => {
    const options = { cwd: folder, timeout: TIMEOUT_MILLISECONDS };
    execFile(program, rest, options, (error, stdout, stderr) => {
      if (error === null) return resolve({ ok: true, output: stdout.trim() });
      const said = stderr.trim().split("\n").at(-1) || reasonOf(program, error);
      resolve({ ok: false, complaint: said.slice(0, LONGEST_COMPLAINT) });
    });
  });
}

function reasonOf(program: string, error: Error & { code?: unknown; killed?: boolean }): string {
  if (error.code === "ENOENT") return `${program} is not installed`;
  if (error.killed) return `${program} did not answer within ${TIMEOUT_MILLISECONDS / 1000} s`;
  return `${program} failed (${String(error.code)})`;
}
