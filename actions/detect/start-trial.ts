import {
  type ChangedEntry,
  dispatchTrial,
  type Forge,
  ForgeError,
  readTrial,
  reportTrial,
  type TrialStatus,
  trialUrl,
} from "../lib/forge/index.ts";
import type { Means } from "./means.ts";

type Tried = { readonly detected: ChangedEntry; readonly number: number; readonly head: string };

const REQUESTED = "A trial build was requested";
/** A request that nothing came of is made again. */
const LOST_AFTER_HOURS = 6;

/**
 * Sees to it that the newest commit of a pull request is tried, or waits for a person where there is an alarm. A
 * repository whose `check.yml` cannot be started keeps its pull requests.
 */
export async function ensureTrial(tried: Tried, { forge, manifest, note }: Means): Promise<void> {
  try {
    await start(tried, forge, manifest.base.branch);
  } catch (error) {
    if (!(error instanceof ForgeError) || !["not-found", "no-permission", "refused"].includes(error.code)) {
      throw error;
    }
    note(`the trial of #${tried.number} could not be started: ${error.message}`);
  }
}

async function start({ detected, number, head }: Tried, forge: Forge, branch: string): Promise<void> {
  const status = await readTrial(forge, head);
  const url = trialUrl(forge);
  if (detected.review.findings.some(({ severity }) => severity === "alarm")) {
    const description = `Alarm: once you know that it may run, start check.yml with number ${number} and this commit`;
    if (status === null) await reportTrial(forge, head, { state: "pending", description, url });
    return;
  }
  if (status !== null && !isLost(status, forge.clock.now())) return;
  await reportTrial(forge, head, { state: "pending", description: REQUESTED, url });
  await dispatchTrial(forge, { branch, number, head });
}

function isLost({ state, description, since }: TrialStatus, now: Date): boolean {
  const hours = (now.getTime() - since.getTime()) / 3_600_000;
  return state === "pending" && description === REQUESTED && hours > LOST_AFTER_HOURS;
}
