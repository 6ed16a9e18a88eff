import { readPublished } from "../lib/publishing/index.ts";
import {
  type ActionCall,
  type ActionOutcome,
  openRunWorkspace,
  writeSetUpSummary,
} from "../lib/workflow/index.ts";

/**
 * Ends the job of a copy that nobody has set up yet: its bucket shows nothing that was published, and no secret is
 * given. That is how every copy begins, and no failure; its page says what is missing. null: it goes on.
 *
 * @throws PublishingError, StoreError
 */
export async function endBeforeSetUp(call: ActionCall): Promise<ActionOutcome | null> {
  const { signingKey, aws } = call.environment;
  const secrets = [signingKey, aws.accessKeyId, aws.secretAccessKey, aws.role];
  if (secrets.some((secret) => secret !== null)) return null;
  const file = call.read.text("manifest") ?? "packages.yaml";
  const workspace = await openRunWorkspace(call, { file, fromHeads: call.read.flag("from-heads") });
  const { name, store, url } = workspace.packagesYaml.repository;
  if (store.kind !== "s3" || url === null) return null;
  if ((await readPublished(await workspace.published(), name)) !== null) return null;
  call.print(
    `s3://${store.bucket} was given no keys: nothing is published; the summary says what is missing`,
  );
  await writeSetUpSummary(call, { file, viewpoint: "publish-job" });
  return "done";
}
