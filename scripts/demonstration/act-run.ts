import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { type JobEnd, readActLine, watchJobs } from "./act-log.ts";
import { exitOf, start } from "./command.ts";
import type { Variables } from "./loop.ts";

/** Where workflows run, and with what. */
export type ActPlace = {
  /** The copy of the template. */
  readonly copy: string;
  /** Caches and logs of its runs. */
  readonly folder: string;
  readonly environment: Variables;
};

export type ActRequest = {
  /** Name of the log, below the folder. */
  readonly name: string;
  /** As `scripts/act` takes it: workflow, event, inputs. */
  readonly words: readonly string[];
  readonly ended: (job: JobEnd) => void;
};

export type ActRun = { readonly exit: number; readonly jobs: readonly JobEnd[]; readonly log: string };

/** Runs a workflow to its end. Everything that is printed goes into a log; the end of each job is told. */
export async function runAct(
  { copy, folder, environment }: ActPlace,
  { name, words, ended }: ActRequest,
): Promise<ActRun> {
  await mkdir(folder, { recursive: true });
  const log = join(folder, `${name}.log`);
  const work = join(folder, "work");
  const options = [
    ...["--json", "--action-cache-path", work, "--env", `XDG_CACHE_HOME=${join(folder, "cache")}`],
    ...secretsIn({ ...process.env, ...environment }).flatMap((secret) => ["--secret", secret]),
  ];
  const command = [join(copy, "scripts/act"), ...words, "--", ...options];
  const child = start(command, { environment }, ["ignore", "pipe", "pipe"]);
  const exit = exitOf(child);
  const output = createWriteStream(log);
  const jobs: JobEnd[] = [];
  const watch = watchJobs();
  const read = async (stream: Readable) => {
    for await (const text of createInterface(stream)) {
      const line = readActLine(text);
      output.write(`${line.job === null ? "" : `[${line.job}] `}${line.text}\n`);
      const job = watch(line);
      if (job === null) continue;
      jobs.push(job);
      ended(job);
    }
  };
  await Promise.all([child.stdout, child.stderr].map((stream) => (stream === null ? null : read(stream))));
  output.end();
  await finished(output);
  // What jobs that failed leave there.
  await rm(work, { recursive: true, force: true });
  return { exit: await exit, jobs, log };
}

const SECRETS = [
  "AUTOREPO_SIGNING_KEY",
  "AUTOREPO_SIGNING_PASSPHRASE",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_ENDPOINT_URL_S3",
  "AWS_REGION",
];

/** By name alone: act takes their values from its environment, where no list of processes shows them. */
function secretsIn(environment: NodeJS.ProcessEnv): readonly string[] {
  return SECRETS.filter((name) => environment[name]);
}
