import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ask, CommandFailure, show } from "./command.ts";
import { makeRepository } from "./git-repositories.ts";
import { type ManifestFile, makeManifests } from "./manifests.ts";
import { startSourceServer } from "./source-server.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const EXAMPLES = join(ROOT, "examples");

/** What PKGBUILDs of the examples fetch from; no name server knows it. */
const SOURCE_HOST = "sources.example";

/** Runs the demo into `folder`, telling what it does; answers the exit code. */
export async function demonstrate(folder: string): Promise<number> {
  try {
    const machine = await setUp();
    const { good, withBad } = await makeManifests({ ...machine, examples: EXAMPLES, folder });
    await using server = await startSourceServer(machine.image, await gatherSources(folder));
    tell(`upstream's server ${SOURCE_HOST} is a container at ${server.address}`);
    const environment = { AUTOREPO_PRIVATE_HOSTS: `${SOURCE_HOST}=${server.address}` };
    // The second manifest is written once the first is published, so where it is there, both were.
    const again = await isWritten(withBad);
    if (!again) {
      await publish(good, [0], environment);
      tell("now with packages that go wrong: what was published before them stays");
    }
    await publish(withBad, again ? [0, 1] : [1], environment);
    console.log(await addresses(folder, machine.image));
    return 0;
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
    return error instanceof CommandFailure ? error.exit : 1;
  }
}

async function setUp(): Promise<{ image: string; mirror: string }> {
  await ask([join(ROOT, "scripts/setup/docker")]);
  const image = await ask([join(ROOT, "scripts/setup/image")]);
  return { image, mirror: await ask([join(ROOT, "scripts/setup/mirror"), image]) };
}

/** Everything the examples fetch, in a folder of its own. */
async function gatherSources(folder: string): Promise<string> {
  const served = join(folder, "sources");
  const archives = await ask([join(import.meta.dirname, "fetch-sources")]);
  await rm(served, { recursive: true, force: true });
  await cp(join(EXAMPLES, "sources"), served, { recursive: true });
  await cp(archives, served, { recursive: true });
  await makeRepository(join(served, "ticker.git"), [join(EXAMPLES, "sources/ticker")]);
  return served;
}

async function isWritten({ file, text }: ManifestFile): Promise<boolean> {
  return text === (await readFile(file, "utf8").catch(() => null));
}

/** Runs the loop on a manifest and fails unless it ends with one of the exit codes. */
async function publish(
  { file, text }: ManifestFile,
  exits: readonly number[],
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  await writeFile(file, text);
  const command = [join(ROOT, "scripts/autorepo"), "run", "--manifest", file];
  tell(command.join(" "));
  const exit = await show(command, { environment });
  if (!exits.includes(exit)) throw new CommandFailure(command, exit);
}

/** The last lines: how to install from it, and where everything is. Writes the pacman.conf that they name. */
async function addresses(folder: string, image: string): Promise<string> {
  const repository = join(folder, "repository");
  const report = JSON.parse(await readFile(join(repository, "report/report.json"), "utf8"));
  const configuration = join(folder, "pacman.conf");
  const comment =
    "# Add this to /etc/pacman.conf. In a container, mount the folder that Server names at the same path.";
  await writeFile(configuration, `${comment}\n${report.repository.snippet}`);
  return [
    "Install from it in a container that is thrown away:",
    `  docker run --rm -v "${folder}:${folder}" ${image} sh -c 'cat "${configuration}" >>/etc/pacman.conf && pacman -Syu --noconfirm choir && choir'`,
    "",
    `repository: ${repository}`,
    `report: ${join(repository, "report/index.html")}`,
    `pacman.conf: ${configuration}`,
    `image: ${image}`,
  ].join("\n");
}

function tell(text: string): void {
  console.error(`demo: ${text}`);
}
