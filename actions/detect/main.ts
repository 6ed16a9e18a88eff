import { runAction } from "../lib/workflow/index.ts";
import { run } from "./run.ts";

await runAction(run);
