import { mkdir, mkdtemp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Detection, readDetection } from "../lib/documents/index.ts";
import {
  DETECTION_LAYOUT,
  documentsAmong,
  givePages,
  type Handover,
  RETENTION_DAYS,
  takeFiles,
} from "../lib/handover/index.ts";
import type { PullRequestFacts } from "../lib/pull-request/index.ts";
import {
  type ActionCall,
  type ActionOutcome,
  connectGitHub,
  handoverOf,
  link,
  table,
  words,
  writeSummary,
} from "../lib/workflow/index.ts";
import type { Done } from "./carry-out.ts";

/** Makes the repository's pull requests what the job before saw. Upstream's bytes are data here, nothing else. */
export async function proposeStep(call: ActionCall): Promise<ActionOutcome> {
  if (call.context.isAct && call.read.text("token") === null) {
    call.print("nothing is proposed: under act this needs a GITHUB_TOKEN in .secrets");
    return "done";
  }
  const handover = handoverOf(call);
  const { detection, folder } = await takeDetection(call, handover);
  const pages = await linkPages(call, { handover, detection, folder });
  const { propose } = await import("./propose.ts");
  const { done, stopped } = await propose({
    forge: await connectGitHub(call),
    detection,
    manifest: {
      path: call.read.text("manifest") ?? "packages.yaml",
      aurUrl: call.environment.aurUrl,
    },
    page: (entry) => pages.get(entry) ?? null,
    note: call.say,
  });
  await writeSummary(proposalSummary(done));
  if (stopped !== null) return { failed: stopped.message };
  const failed = done.filter(({ outcome }) => outcome === "failed");
  if (failed.length === 0) return "done";
  return { failed: failed.map(({ entry, reason }) => `${entry}: ${reason}`).join("\n") };
}

type Taken = { readonly detection: Detection; readonly folder: string };

async function takeDetection(call: ActionCall, handover: Handover): Promise<Taken> {
  await mkdir(call.context.temporaryFolder, { recursive: true });
  const temporary = await mkdtemp(join(call.context.temporaryFolder, "taken-"));
  const [given] = documentsAmong(await handover.list(), "detection", call.context.attempt);
  if (given === undefined) throw new Error("nothing was handed over: the job that reads upstream failed");
  const folder = join(temporary, "detection");
  await takeFiles(handover, given, { folder, layout: DETECTION_LAYOUT, temporary });
  const bytes = await readFile(join(folder, "detection.json"));
  return { detection: readDetection(bytes, given.name), folder };
}

type Page = NonNullable<PullRequestFacts["links"]["page"]>;

/** Each page becomes an artefact of its own, one file that a browser shows; under act there is nothing to link to. */
async function linkPages(
  { context, now }: ActionCall,
  { handover, detection, folder }: Taken & { readonly handover: Handover },
): Promise<ReadonlyMap<string, Page>> {
  if (context.url === null) return new Map();
  const changed = detection.entries.filter(({ outcome }) => outcome === "changed");
  const files = changed.map(({ entry }) => ({
    entry,
    // An attempt before may have taken the plain name.
    name: `${entry}${context.attempt === 1 ? "" : `~${context.attempt}`}.html`,
    file: join(folder, "pages", `${entry}.html`),
  }));
  const ids = await givePages(handover, files);
  const expires = new Date(now.getTime() + RETENTION_DAYS * 86_400_000).toISOString().slice(0, 10);
  return new Map(
    files.flatMap(({ entry, name }) => {
      const id = ids.get(name);
      return id === undefined ? [] : [[entry, { url: `${context.url}/artifacts/${id}`, expires }]];
    }),
  );
}

function proposalSummary(done: readonly Done[]): string {
  return `## Pull requests\n\n${table(
    `${done.length} entries`,
    ["Entry", "Done", "Why"],
    done.map(({ entry, outcome, url, reason }) => [
      words(entry),
      url === null ? words(outcome) : link(outcome, url),
      words(reason),
    ]),
  )}`;
}
