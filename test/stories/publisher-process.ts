import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Entry } from "../../actions/lib/packages-yaml/packages-yaml.ts";
import { REPOSITORY } from "../publishing-world.ts";
import type { S3Server } from "../s3-server.ts";
import { type Batch, type Place, planOn } from "./publication-story.ts";

/** The committed bundle, as users have it: the sources take twice as long to start. */
const COMMAND_LINE = fileURLToPath(new URL("../../actions/dist/autorepo.js", import.meta.url));

/** `scripts/autorepo publish` of a batch into a place, as a process of its own that asks the place's proxy. */
export type PublisherProcess = {
  readonly child: ChildProcess;
  /** Its exit code, null where a signal ended it, and what it said. */
  readonly ended: Promise<{ readonly exit: number | null; readonly said: string }>;
};

export type PublisherOptions = {
  readonly server: S3Server;
  readonly batch: Batch;
  /** For AUTOREPO_SIGNING_KEY. */
  readonly armoredKey: string;
  /** What processes may share: names of the distribution, compiled code. */
  readonly cache: string;
};

export async function startPublisher(place: Place, options: PublisherOptions): Promise<PublisherProcess> {
  const { server, batch, armoredKey, cache } = options;
  const folder = await mkdtemp(join(place.folder, "publisher-"));
  await writeFile(join(folder, "packages.yaml"), packagesYaml(place, batch.entries, server));
  await writeResults(join(folder, "results"), place, batch);
  const child = spawn(process.execPath, [COMMAND_LINE, "publish", "--results", "results"], {
    cwd: folder,
    env: {
      ...process.env,
      ...server.variables,
      AWS_ENDPOINT_URL_S3: place.proxy.url,
      AUTOREPO_SIGNING_KEY: armoredKey,
      XDG_CACHE_HOME: cache,
      NODE_COMPILE_CACHE: join(cache, "compiled"),
      TMPDIR: folder,
      NO_COLOR: "1",
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  return { child, ended: endOf(child) };
}

async function endOf(child: ChildProcess): Promise<{ exit: number | null; said: string }> {
  const [said, [exit]] = await Promise.all([child.stderr ? text(child.stderr) : "", once(child, "close")]);
  return { exit, said };
}

/** With the settings that results of the story were built with. */
function packagesYaml(place: Place, entries: readonly Entry[], { bucket }: S3Server): string {
  const mirror = process.env.AUTOREPO_TEST_MIRROR;
  const lines = [
    "repository:",
    `  name: ${REPOSITORY}`,
    `  store: s3://${bucket}/${place.prefix}`,
    `  url: ${place.website}`,
    ...(mirror ? [`  mirror: ${mirror}`] : []),
    entries.length === 0 ? "packages: {}" : "packages:",
    ...entries.flatMap(entryLines),
  ];
  return `${lines.join("\n")}\n`;
}

function entryLines({ name, source, ref, publishes }: Entry): readonly string[] {
  return [
    `  ${name}:`,
    `    git: ${"git" in source ? source.git : ""}`,
    `    ref: ${ref?.kind === "commit" ? ref.sha : ""}`,
    "    packages:",
    ...publishes.map((pkgname) => `      - ${pkgname}`),
    "    timeout: 60s",
    "    vcs: never",
  ];
}

/** As `build` leaves them. */
async function writeResults(folder: string, place: Place, { results }: Batch): Promise<void> {
  await mkdir(folder);
  await writeFile(join(folder, "plan.json"), JSON.stringify(await planOn(place.direct)));
  for (const { result, folder: built } of results) {
    const own = join(folder, `${result.entry}.${result.key.slice(0, 12)}.1`);
    await cp(built, own, { recursive: true });
    await writeFile(join(own, "result.json"), JSON.stringify(result));
  }
}
