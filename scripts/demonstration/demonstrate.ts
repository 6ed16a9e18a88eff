import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { bucketVariables, examineBucket, whyUnreadable } from "./bucket.ts";
import { ask, Failure, show } from "./command.ts";
import { commandLineLoop } from "./command-line-loop.ts";
import { BAD, COMMANDS, type Command, GOOD, MOVES } from "./examples.ts";
import { configurationText, lastLines, type PublishedDemo } from "./last-lines.ts";
import { type Loop, tell, type Variables } from "./loop.ts";
import { findMachine, type Machine } from "./machine.ts";
import { type ChosenExamples, type Manifests, makeManifests, type UpstreamMove } from "./manifests.ts";
import { announcement, conclusion, type Standing } from "./on-purpose.ts";
import type { DemoOptions } from "./options.ts";
import { signingVariables } from "./signing-key.ts";
import { gatherSources, SOURCE_HOST, startSourceServer } from "./source-server.ts";
import { workflowLoop } from "./workflow-loop.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const EXAMPLES = join(ROOT, "examples");
const AUTOREPO = join(ROOT, "scripts/autorepo");

const ALL: ChosenExamples = { good: GOOD, moves: MOVES, bad: BAD };

/** Runs the demo, telling what it does; answers the exit code. */
export async function demonstrate(options: DemoOptions, chosen = ALL): Promise<number> {
  try {
    const machine = await findMachine(ROOT, options);
    const manifests = await prepare(options, { machine, chosen });
    const access = await accessVariables(options, machine);
    await using server = await startSourceServer(
      machine.image,
      await gatherSources(EXAMPLES, options.folder),
    );
    tell(`upstream's server ${SOURCE_HOST} is a container at ${server.address}`);
    const environment = { ...access, AUTOREPO_PRIVATE_HOSTS: `${SOURCE_HOST}=${server.address}` };
    const loop = await openLoop(options, environment);
    await runLoop(loop, { options, manifests, environment, chosen });
    console.log(await addresses(loop, { options, machine, chosen, environment }));
    return 0;
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
    return error instanceof Failure ? error.exit : 1;
  }
}

async function prepare(
  { folder, bucket, workflows }: DemoOptions,
  { machine, chosen }: { readonly machine: Machine; readonly chosen: ChosenExamples },
): Promise<Manifests> {
  await mkdir(folder, { recursive: true });
  const { image, mirror } = machine;
  const store = bucket?.store ?? (workflows ? "file:../repository" : "file:./repository");
  const url = bucket?.url ?? null;
  return await makeManifests({ image, mirror, store, url, examples: EXAMPLES, folder, chosen });
}

/** In a bucket everything is signed. */
async function accessVariables({ folder, bucket }: DemoOptions, { image }: Machine): Promise<Variables> {
  if (bucket === null) return {};
  return { ...bucketVariables(process.env), ...(await signingVariables({ folder, image }, process.env)) };
}

async function openLoop({ folder, workflows }: DemoOptions, environment: Variables): Promise<Loop> {
  if (workflows) return await workflowLoop({ root: ROOT, folder, environment });
  return commandLineLoop(AUTOREPO, { folder, environment });
}

type Story = {
  readonly options: DemoOptions;
  readonly manifests: Manifests;
  readonly environment: Variables;
  readonly chosen: ChosenExamples;
};

async function runLoop(loop: Loop, { options, manifests, environment, chosen }: Story): Promise<void> {
  const { first, second } = loop.manifests;
  // The second text is written once the first is published and reviewed, so where it is there, that was done.
  if ((await readFile(second, "utf8").catch(() => null)) === manifests.second) {
    tell(`${options.folder} was here before: now only what is left to do`);
  } else {
    await writeManifest(first, manifests.first);
    if (options.bucket !== null) await examineBucket({ autorepo: AUTOREPO, manifest: first }, environment);
    await loop.publish(first, "succeed");
    await showMoves(loop, manifests.moves);
    await writeManifest(second, manifests.second);
    tell("now with what was accepted");
    if (chosen.bad.length > 0) tell(announcement(chosen.bad));
  }
  await loop.publish(second, "may fail");
}

async function showMoves(loop: Loop, moves: readonly UpstreamMove[]): Promise<void> {
  if (moves.length === 0) return;
  tell(`upstream moves on: ${moves.map(({ entry }) => entry).join(", ")}`);
  await loop.detect(moves);
  for (const move of moves) await showReview(move);
}

async function writeManifest(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function showReview({ entry, accepted, url, from, to }: UpstreamMove): Promise<void> {
  console.log();
  await show([AUTOREPO, "review", url, from, to]);
  tell(
    accepted
      ? `${entry}: accepted, its pin moves to ${to.slice(0, 7)}`
      : `${entry}: not accepted, its pin stays at ${from.slice(0, 7)}`,
  );
}

type Done = {
  readonly options: DemoOptions;
  readonly machine: Machine;
  readonly chosen: ChosenExamples;
  readonly environment: Variables;
};

type DemoReport = { readonly repository: PublishedDemo; readonly entries: readonly Standing[] };

/** The last lines. Writes the pacman.conf that they name. */
async function addresses(
  { manifests }: Loop,
  { options, machine: { image }, chosen, environment }: Done,
): Promise<string> {
  const { folder, bucket } = options;
  const command = [AUTOREPO, "report", "--json", "--manifest", manifests.second];
  const { repository, entries } = JSON.parse(await ask(command, { environment })) as DemoReport;
  if (chosen.bad.length > 0) tell(conclusion(chosen.bad, entries));
  const configuration = join(folder, "pacman.conf");
  await writeFile(configuration, configurationText(repository));
  if (bucket !== null) await tellWhyUnreadable(repository, manifests.second);
  return lastLines(repository, {
    ...{ folder, image, configuration },
    place: bucket === null ? join(folder, "repository") : repository.server,
    program: programOf(chosen),
  });
}

async function tellWhyUnreadable({ server }: PublishedDemo, manifest: string): Promise<void> {
  const why = await whyUnreadable(server);
  if (why === null) return;
  tell(`pacman comes without keys, and so cannot read ${server} (${why})`);
  tell(`a policy that lets it is printed by: ${AUTOREPO} doctor --manifest ${manifest}`);
}

/** One that a client sees at work. */
function programOf({ good }: ChosenExamples): Command {
  const program = COMMANDS.find(({ pkgname }) => good.some(({ entry }) => entry === pkgname));
  if (program === undefined) throw new Error("none of the chosen examples has a program");
  return program;
}
