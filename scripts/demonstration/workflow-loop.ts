import { join } from "node:path";
import type { JobEnd } from "./act-log.ts";
import { type ActRun, runAct } from "./act-run.ts";
import { Failure } from "./command.ts";
import { type Loop, tell, type Variables } from "./loop.ts";
import { commitAll, copyTemplate } from "./template-copy.ts";

type Surroundings = { readonly root: string; readonly folder: string; readonly environment: Variables };

/** The loop as GitHub would run it: the workflows of a copy of the template, by act, on this machine. */
export async function workflowLoop({ root, folder, environment }: Surroundings): Promise<Loop> {
  const copy = join(folder, "template");
  await copyTemplate(root, copy);
  tell(`${copy} is a copy of the template, as yours on GitHub would be`);
  const manifest = join(copy, "packages.yaml");
  const place = { copy, folder: join(folder, "act"), environment };
  let runs = 0;
  const run = async (words: readonly string[]) => {
    const name = `${++runs}-${words[0]}`;
    tell(`scripts/act ${words.join(" ")} (all it prints: ${join(place.folder, `${name}.log`)})`);
    return await runAct(place, { name, words, ended: showJob });
  };
  return {
    manifests: { first: manifest, second: manifest },
    async publish(_, packages) {
      await commitAll(copy, "Change packages.yaml");
      judge(await run(["build"]), { decisive: ["plan", "publish"], packages });
    },
    async detect(moves) {
      const names = moves.map(({ entry }) => entry).join(",");
      const words = ["updates", "workflow_dispatch", `no-cooldown=${names}`];
      judge(await run(words), { decisive: ["read", "propose"], packages: "succeed" });
      tell("on GitHub each of them would now have a pull request, with this review:");
    },
  };
}

type Judging = {
  /** Jobs that have to succeed whatever becomes of packages. */
  readonly decisive: readonly string[];
  readonly packages: "succeed" | "may fail";
};

/** Throws a Failure where the run did not do what it is for. */
function judge({ exit, jobs, log }: ActRun, { decisive, packages }: Judging): void {
  if (exit === INTERRUPTED) throw new Failure("interrupted", exit);
  const succeeded = new Set(jobs.filter((job) => job.succeeded).map(({ job }) => job));
  const done = decisive.every((job) => succeeded.has(job));
  if (done && (exit === 0 || packages === "may fail")) return;
  throw new Failure(`the workflow failed with exit code ${exit}: ${log} says why`, 1);
}

const INTERRUPTED = 130;

/** As in the report: what was not built has no tick. */
const MARKS = { built: "✓", unneeded: "=", failed: "✗", blocked: "⊘", postponed: "…" } as const;

function showJob({ job, succeeded, outcome, seconds, says }: JobEnd): void {
  const time = seconds === null ? "" : ` (${seconds} s)`;
  const mark = succeeded ? MARKS[outcome ?? "built"] : MARKS.failed;
  console.error(`  ${mark} ${job}${says === null ? "" : `: ${says}`}${time}`);
}
