import { rm } from "node:fs/promises";
import { join } from "node:path";
import { PHASES, type Phase, type PhaseRecord } from "../documents/index.ts";
import { type CappedLog, createCappedLog, type Log } from "../sandbox/index.ts";
import type { Progress } from "./progress.ts";

/** The phases of one package: their logs, durations and exits. */
export type Journal = {
  /** Runs `work` as (a part of) a phase; parts of one phase share its log and their times add up. */
  during<T>(phase: Phase, note: string, work: (log: PhaseLog) => Promise<T>): Promise<T>;
  /** The log of a phase that is got ready while another one runs; no time is counted. */
  aside(phase: Phase): PhaseLog;
  /** The phase that was entered last. */
  reached(): Phase;
  /** Closes the logs and removes those of phases that were not reached. The records stand in the order of PHASES. */
  close(): Promise<readonly PhaseRecord[]>;
};

/** Where the commands of a phase write; `exited` is told how the last one ended. */
export type PhaseLog = Log & {
  readonly phase: Phase;
  /** A line of ours between the output of commands. */
  note(line: string): void;
  exited(exit: number | null): void;
};

export type JournalSettings = {
  readonly entry: string;
  /** Folder of the logs; it exists. */
  readonly folder: string;
  readonly logBytes: number;
  readonly progress: Progress;
};

export function openJournal(settings: JournalSettings): Journal {
  const open = new Map<Phase, OpenPhase>();
  let reached: Phase = "evaluate";
  const recordOf = (phase: Phase) => {
    const record = open.get(phase) ?? openPhase(phase, settings);
    open.set(phase, record);
    return record;
  };
  return {
    reached: () => reached,
    aside: (phase) => recordOf(phase).log,
    async during(phase, note, work) {
      reached = phase;
      settings.progress.phase(settings.entry, phase, note);
      const started = performance.now();
      const record = recordOf(phase);
      record.reached = true;
      try {
        return await work(record.log);
      } finally {
        record.seconds += (performance.now() - started) / 1000;
      }
    },
    async close() {
      const records = PHASES.flatMap((phase) => open.get(phase) ?? []);
      const closed = await Promise.all(records.map(closePhase));
      const unreached = closed.filter((_, index) => records[index]?.reached === false);
      await Promise.all(unreached.map(({ log }) => rm(join(settings.folder, log))));
      return closed.filter((record) => !unreached.includes(record));
    },
  };
}

type OpenPhase = {
  readonly log: PhaseLog;
  readonly file: CappedLog;
  /** false: got ready only. */
  reached: boolean;
  seconds: number;
  exit: number | null;
};

function openPhase(phase: Phase, { entry, folder, logBytes, progress }: JournalSettings): OpenPhase {
  const file = createCappedLog({ file: join(folder, logName(phase)), bytes: logBytes });
  const write = (chunk: Uint8Array) => {
    file.write(chunk);
    progress.output(entry, chunk);
  };
  const record: OpenPhase = {
    file,
    reached: false,
    seconds: 0,
    exit: null,
    log: {
      phase,
      write,
      note: (line) => write(new TextEncoder().encode(`:: ${line}\n`)),
      exited: (exit) => {
        record.exit = exit;
      },
    },
  };
  return record;
}

async function closePhase(record: OpenPhase): Promise<PhaseRecord> {
  const { cut } = await record.file.close();
  const { phase } = record.log;
  return {
    phase,
    seconds: Number(record.seconds.toFixed(3)),
    exit: record.exit,
    log: logName(phase),
    cut,
  };
}

function logName(phase: Phase): string {
  return `${phase}.log`;
}
