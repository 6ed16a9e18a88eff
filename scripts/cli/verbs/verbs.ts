import type { Verb } from "../verb.ts";
import { addVerb } from "./add.ts";
import { buildVerb } from "./build.ts";
import { detectVerb } from "./detect.ts";
import { doctorVerb } from "./doctor.ts";
import { historyVerb } from "./history.ts";
import { importVerb } from "./import.ts";
import { planVerb } from "./plan.ts";
import { pruneVerb } from "./prune.ts";
import { publishVerb } from "./publish.ts";
import { releaseVerb } from "./release.ts";
import { removeVerb } from "./remove.ts";
import { reportVerb } from "./report.ts";
import { reviewVerb } from "./review.ts";
import { rollbackVerb } from "./rollback.ts";
import { runVerb } from "./run.ts";
import { verifyVerb } from "./verify.ts";

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
