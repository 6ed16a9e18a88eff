import { buildVerb } from "./build-verb.ts";
import { doctorVerb } from "./doctor-verb.ts";
import { historyVerb } from "./history-verb.ts";
import { planVerb } from "./plan-verb.ts";
import { pruneVerb } from "./prune-verb.ts";
import { publishVerb } from "./publish-verb.ts";
import { releaseVerb } from "./release-verb.ts";
import { reportVerb } from "./report-verb.ts";
import { rollbackVerb } from "./rollback-verb.ts";
import { runVerb } from "./run-verb.ts";
import type { Verb } from "./verb.ts";
import { verifyVerb } from "./verify-verb.ts";

/** In the order of `--help`. */
export const VERBS: readonly Verb[] = [
  planVerb,
  runVerb,
  buildVerb,
  publishVerb,
  reportVerb,
  verifyVerb,
  historyVerb,
  rollbackVerb,
  releaseVerb,
  pruneVerb,
  doctorVerb,
];
