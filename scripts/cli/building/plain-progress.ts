import { secondsInWords } from "../../../actions/lib/report/index.ts";
import { oneWorkflowLine } from "../terminal/terminal-text.ts";
import type { BuildProgress, ProgressOptions } from "./build-progress.ts";
import { clockWords, doneLine } from "./done-line.ts";

/**
 * A line when a phase begins and ends, for logs and pipes. Every line begins with a package's name and has
 * no control characters, so that nothing a package prints is a command to whoever reads it.
 */
export function plainProgress({ stream, now, logs = false }: ProgressOptions): BuildProgress {
  const phases = new Map<string, { readonly phase: string; readonly since: number }>();
  const unended = new Map<string, Unended>();
  const write = (entry: string, text: string) => {
    stream.write(`${oneWorkflowLine(entry)}: ${oneWorkflowLine(text)}\n`);
  };

  function endPhase(entry: string) {
    const rest = unended.get(entry)?.rest();
    if (rest) write(entry, `| ${rest}`);
    unended.delete(entry);
    const before = phases.get(entry);
    if (before) write(entry, `${before.phase} took ${secondsInWords((now() - before.since) / 1000)}`);
    phases.delete(entry);
  }

  return {
    phase(entry, phase, note) {
      endPhase(entry);
      if (phase !== null) phases.set(entry, { phase, since: now() });
      write(entry, phase === null ? note : `${phase}${note === "" ? "" : ` (${note})`}`);
    },
    output(entry, chunk) {
      if (!logs) return;
      const lines = unended.get(entry) ?? createUnended();
      unended.set(entry, lines);
      for (const line of lines.add(chunk)) write(entry, `| ${line}`);
    },
    done(entry, result, time) {
      const takenOver = time && clockWords(time, new Date(now()));
      endPhase(entry);
      const line = doneLine(result, { colour: false, columns: Number.POSITIVE_INFINITY, takenOver });
      stream.write(`${oneWorkflowLine(line)}\n`);
    },
    note: (text) => void stream.write(text.endsWith("\n") ? text : `${text}\n`),
    [Symbol.dispose]() {},
  };
}

type Unended = ReturnType<typeof createUnended>;

/** A line without end is given out in parts. */
const LONGEST_LINE = 4096;

/** The chunks of a log as lines, also where characters and lines are cut between chunks. */
function createUnended() {
  const decoder = new TextDecoder();
  let rest = "";
  return {
    add(chunk: Uint8Array): readonly string[] {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > LONGEST_LINE) {
        lines.push(rest);
        rest = "";
      }
      return lines;
    },
    rest: () => rest,
  };
}
