import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isWorthTelling, type News, newsOf, readNews, stoppedNews, writeNews } from "../lib/notice/index.ts";
import { keyringName, type Publication, type Signing } from "../lib/publishing/index.ts";
import { type RepositoryAddress, readReportMemory } from "../lib/report/index.ts";
import type { Store } from "../lib/store/index.ts";
import { type ActionCall, failureText, setOutputs } from "../lib/workflow/index.ts";
import { manifestBefore } from "./manifest-before.ts";
import { wasTold } from "./told-stop.ts";

type Published = {
  readonly store: Store;
  readonly repository: RepositoryAddress;
  readonly publication: Publication;
  readonly signing: Signing;
  /** Of the plan: sonames that the distribution offers too. */
  readonly elsewhere: readonly string[];
  /** Of this run in the report. */
  readonly runId: string;
};

/** Leaves what a person should know of a publication to the step that sends mail; it never fails one. */
export async function leaveNews(call: ActionCall, published: Published): Promise<void> {
  await tryToLeave(call, () => gather(call, published));
}

/** The same where nothing could be published, but once: not each night for the same reason. */
export async function leaveStop(call: ActionCall, error: unknown): Promise<void> {
  const reason = failureText(error);
  if (await wasTold(call, reason)) {
    call.say("the run before this one could not publish for the same reason: no mail is sent again");
    return;
  }
  const { repository, url: run } = call.context;
  const facts = { repository, time: call.now.toISOString(), server: null, run };
  await tryToLeave(call, async () => stoppedNews(facts, reason));
}

async function tryToLeave(call: ActionCall, gathered: () => Promise<News>): Promise<void> {
  try {
    await leave(call, await gathered());
  } catch (error) {
    call.say(`what changed could not be written down, and no mail is sent of it: ${failureText(error)}`);
  }
}

/** null: nothing was left, since nothing is worth telling. */
export async function takeNews(call: ActionCall): Promise<News | null> {
  const file = fileOf(call);
  const text = await readFile(file, "utf8").catch(() => null);
  return text === null ? null : readNews(text, file);
}

async function leave(call: ActionCall, news: News): Promise<void> {
  if (!isWorthTelling(news)) return;
  const file = fileOf(call);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, writeNews(news));
  await setOutputs({ mail: true });
}

/** Steps of one job share it. */
function fileOf({ context }: ActionCall): string {
  return join(context.temporaryFolder, "autorepo", `news-${context.runId}-${context.attempt}.json`);
}

async function gather(call: ActionCall, published: Published): Promise<News> {
  const { store, repository, publication, signing, elsewhere } = published;
  const keyWarnings = signing.key?.warnings ?? [];
  return newsOf({
    repository: repository.name,
    time: call.now.toISOString(),
    server: repository.server,
    run: call.context.url,
    before: await manifestBefore(store, publication),
    after: publication.manifest,
    elsewhere,
    keyEnds: signing.key?.ends ?? null,
    keyWarnings,
    previousRun: keyWarnings.length === 0 ? null : await previousRun(published),
    keyring: keyringName(repository.name),
  });
}

/** When the newest run before this one was made, by the report. */
async function previousRun({ store, runId }: Published): Promise<string | null> {
  const memory = await readReportMemory(store);
  return memory?.runs.find(({ id }) => id !== runId)?.time ?? null;
}
