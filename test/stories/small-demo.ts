import { demonstrate } from "../../scripts/demonstration/demonstrate.ts";
import { GOOD, MOVES } from "../../scripts/demonstration/examples.ts";
import { readOptions } from "../../scripts/demonstration/options.ts";

/** The demo with one of its examples, and what upstream makes of it: `small-demo.ts ENTRY [OPTION OF THE DEMO...]`. */
const [only = "", ...words] = process.argv.slice(2);
const options = readOptions(words, process.env);
if (options.kind !== "run") throw new Error(`small-demo ${process.argv.slice(2).join(" ")}`);
const isIt = ({ entry }: { entry: string }) => entry === only;
process.exitCode = await demonstrate(options, {
  good: GOOD.filter(isIt),
  moves: MOVES.filter(isIt),
  bad: [],
});
