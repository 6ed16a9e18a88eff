import { STORE_OPTION, type Verb } from "../verb.ts";

export const historyVerb: Verb = {
  name: "history",
  usage: "[NAME] [--from-heads] [--store URL]",
  summary: "what each publication changed, newest first",
  operands: [0, 1],
  options: { "from-heads": { type: "boolean" }, ...STORE_OPTION },
  help: `
Lists the publications of the store, newest first, with the versions each one brought, changed or removed, and what it
recorded of entries; with a NAME only those of that package or that entry. A publication that only records something
stays within the generation before it. With AUTOREPO_SIGNING_KEY it tells nothing of a
state that this key did not sign. Exit code 3 where the state is lost, or not yours.

  --from-heads   of the repository NAME-heads
  --store URL    of another place than repository.store`,
  run: async (call) => (await import("../publishing/history.ts")).run(call),
};
