import { STORE_OPTION, type Verb } from "../verb.ts";

export const reportVerb: Verb = {
  name: "report",
  usage: "[--from-heads] [--store URL]",
  summary: "render the site again from the state",
  operands: [0, 0],
  options: { "from-heads": { type: "boolean" }, ...STORE_OPTION },
  help: `
Writes the pages below report/ of the store again, from what is published. Pages of earlier runs stay.

  --from-heads   of the repository NAME-heads
  --store URL    of another place than repository.store`,
  run: async (call) => (await import("../publishing/report.ts")).run(call),
};
