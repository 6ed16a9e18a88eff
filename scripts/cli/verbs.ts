import { addVerb } from "./add-verb.ts";
import { buildVerb } from "./build-verb.ts";
import { detectVerb } from "./detect-verb.ts";
import { doctorVerb } from "./doctor-verb.ts";
import { historyVerb } from "./history-verb.ts";
import { importVerb } from "./import-verb.ts";
import { planVerb } from "./plan-verb.ts";
import { pruneVerb } from "./prune-verb.ts";
import { publishVerb } from "./publish-verb.ts";
import { releaseVerb } from "./release-verb.ts";
import { removeVerb } from "./remove-verb.ts";
import { reportVerb } from "./report-verb.ts";
import { reviewVerb } from "./review-verb.ts";
import { rollbackVerb } from "./rollback-verb.ts";
import { runVerb } from "./run-verb.ts";
import type { Verb } from "./verb.ts";
import { verifyVerb } from "./verify-verb.ts";

/** In the order of `--help`. */
export const VERBS: readonly Verb[] = [
  addVerb,
  removeVerb,
  importVerb,
  detectVerb,
  reviewVerb,
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
