import { readPublished } from "../lib/publishing/index.ts";
import {
  type ActionCall,
  type ActionOutcome,
  connectGitHub,
  failureText,
  openRunWorkspace,
} from "../lib/workflow/index.ts";
import { addressOf } from "../lib/workspace/index.ts";
import { keepIssues } from "./keep-issues.ts";
import { warn } from "./warn.ts";

/**
 * Makes the issues say what fails by what is published now, read as anybody can: this job has no key. What goes wrong
 * is a warning on the run's page, and the next run makes it good.
 */
export async function issuesStep(call: ActionCall): Promise<ActionOutcome> {
  try {
    await keep(call);
  } catch (error) {
    await warn(call, "Issues", `Issues of failing packages are not up to date: ${failureText(error)}`);
  }
  return "done";
}

async function keep(call: ActionCall): Promise<void> {
  const { serverUrl, repository, workflow } = call.context;
  const file = call.read.text("manifest") ?? "packages.yaml";
  const workspace = await openRunWorkspace(call, { file, fromHeads: false });
  const { repository: own, entries } = workspace.packagesYaml;
  const published = await readPublished(await workspace.published(), own.name);
  if (published === null) {
    call.print(`${addressOf(workspace).server} shows nothing that is published: no issue is touched`);
    return;
  }
  const { done, stopped } = await keepIssues({
    forge: await connectGitHub(call),
    manifest: published.manifest,
    elsewhere: call.read.names("elsewhere") ?? [],
    listed: new Set(entries.map(({ name }) => name)),
    links: {
      server: addressOf(workspace).server,
      workflow: `${serverUrl}/${repository}/actions/workflows/${workflow}`,
    },
  });
  for (const each of done) call.print(each);
  if (stopped !== null) throw stopped;
}
