import type { Progress } from "../lib/building/index.ts";
import { type UntrustedOutput, untrustedOutput } from "../lib/workflow/index.ts";

/** A build's progress in the log of its step: all that its package's code writes, made harmless. */
export function stepProgress(print: (line: string) => void): Progress & Disposable {
  const output: UntrustedOutput = untrustedOutput(print);
  return {
    phase: (_entry, phase, note) => output.note(`==> ${phase === null ? note : `${phase}: ${note}`}`),
    output: (_entry, chunk) => output.write(chunk),
    done: (entry, { outcome, reason }) => output.note(`==> ${entry}: ${outcome}, ${reason}`),
    [Symbol.dispose]: () => output.end(),
  };
}
