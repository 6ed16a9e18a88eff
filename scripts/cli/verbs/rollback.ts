import { STORE_OPTION, type Verb } from "../verb.ts";

export const rollbackVerb: Verb = {
  name: "rollback",
  usage: "GENERATION | NAME VERSION  [--remove COUNT] [--from-heads] [--store URL]",
  summary: "publish an earlier generation, or an earlier version of one package, again",
  operands: [0, 2],
  options: { remove: { type: "string" }, "from-heads": { type: "boolean" }, ...STORE_OPTION },
  help: `
Publishes again what GENERATION had, or NAME (a package or an entry) in VERSION, as a new generation. Packages that
need each other in those versions go back together. Nothing is built: the kept packages are read again and published.

Every entry that goes back is held: while packages.yaml names the ref it names now, it is not built again. A new ref
or \`scripts/autorepo release NAME\` ends that. An entry goes back with all its packages; one that is gone by now and
that packages.yaml no longer lists is not brought back, and is named: list it again before you roll back.

Clients take the older versions with \`pacman -Syuu\`.

  --remove COUNT   confirms that COUNT names may go, where it is more than half of all
  --from-heads     in the repository NAME-heads
  --store URL      in another place than repository.store

Examples:
  scripts/autorepo history yay
  scripts/autorepo rollback yay 12.3.5-1
  scripts/autorepo rollback 41`,
  run: async (call) => (await import("../publishing/rollback.ts")).run(call),
};
