import { brokenEntries } from "../../../actions/lib/planning/index.ts";
import { clientsTrust, publishedUnlessEmpty } from "../../../actions/lib/publishing/index.ts";
import { type Report, readEarlierReport, writeReport } from "../../../actions/lib/report/index.ts";
import { addressOf, type Workspace } from "../../../actions/lib/workspace/index.ts";
import type { Call } from "../verb.ts";

/** Writes the front pages of the site again, from what is published. Throws a PublishingError where the state is lost. */
export async function renderSite({ now }: Call, workspace: Workspace): Promise<Report> {
  const store = await workspace.store();
  const repository = addressOf(workspace);
  const [published, earlier] = await Promise.all([
    publishedUnlessEmpty(store, repository.name),
    readEarlierReport(store),
  ]);
  const facts = {
    time: now.toISOString(),
    repository,
    signing: clientsTrust(published?.state ?? null),
    manifest: published?.manifest ?? null,
    entries: workspace.packagesYaml.entries,
    broken: brokenEntries(published?.manifest.entries ?? [], earlier?.elsewhere ?? []),
    run: null,
  };
  return await writeReport(store, facts, async () => null);
}

/** The same after a change: a site that cannot be written is a warning, the repository stands. */
export async function renderSiteAfter(call: Call, workspace: Workspace): Promise<void> {
  try {
    await renderSite(call, workspace);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    call.screen.say(`the report could not be written, the repository stands: ${said}`);
  }
}
