import { beginRun, type Handover, type HandoverPlace, openHandover } from "../handover/index.ts";
import type { ActionCall } from "./action-call.ts";

/** Where this run's jobs hand over to each other. */
export function handoverOf(call: ActionCall): Handover {
  return openHandover(placeOf(call));
}

/** The same, for the job with which a run begins. */
export async function beginHandover(call: ActionCall): Promise<Handover> {
  await beginRun(placeOf(call));
  return handoverOf(call);
}

function placeOf({ context, environment }: ActionCall): HandoverPlace {
  const { isAct, repository, workflow } = context;
  return { isAct, repository, workflow, cacheFolder: environment.cacheFolder };
}
