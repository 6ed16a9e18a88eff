import { STORE_OPTION, type Verb } from "../verb.ts";

export const verifyVerb: Verb = {
  name: "verify",
  usage: "[--repair [--from MANIFEST] [--signed-by FINGERPRINT] [--drop NAMES]] [--from-heads] [--store URL]",
  summary: "check every object of the store against its state",
  operands: [0, 0],
  options: {
    repair: { type: "boolean" },
    from: { type: "string" },
    "signed-by": { type: "string" },
    drop: { type: "string" },
    "from-heads": { type: "boolean" },
    ...STORE_OPTION,
  },
  help: `
Reads every object that the state names, compares its hash and its signature, and looks at the databases that pacman
asks for. Names objects that nothing needs. Changes nothing. Exit code 3 when something is wrong. With
AUTOREPO_SIGNING_KEY also whether the state is yours: without it, only whether everything fits together.

  --repair         mends what the store's own objects allow, then checks:
                   a state.json that is lost, damaged, outdated or not yours is made anew from the newest publication
                   that AUTOREPO_SIGNING_KEY has signed; databases are written anew from their packages; missing
                   signatures are made again; the names that pacman asks for follow the state; what the store and
                   its public address can do is tried again
  --from MANIFEST  goes on from this manifest (manifests/…json), where several may be the newest or none is proven
  --signed-by FINGERPRINT
                   AUTOREPO_SIGNING_KEY has replaced this key, or this subkey of its own, which was revoked: what it
                   has signed is signed again. Take the fingerprint from where your clients trust it, not from the
                   store, and never that of a key that was stolen
  --drop NAMES     goes on without these packages, with commas between, whose files are gone or damaged: clients are
                   offered them no longer, and the next run builds again what packages.yaml lists of them. '*' stands
                   for all that are lost; what is there as it was published is never dropped
  --from-heads     the repository NAME-heads
  --store URL      another place than repository.store

Examples:
  scripts/autorepo verify
  scripts/autorepo verify --repair`,
  run: async (call) => (await import("../publishing/verify.ts")).run(call),
};
