const e={manifest:{type:`string`},json:{type:`boolean`},help:{type:`boolean`,short:`h`}},t={store:{type:`string`}},n={name:`release`,usage:`NAME [--from-heads] [--store URL]`,summary:`lift the hold of a rollback, so that the entry is built again`,operands:[0,1],options:{"from-heads":{type:`boolean`},...t},help:`
Lifts the hold that a rollback left on NAME, an entry or one of its packages, and asks for the entry to be built again:
the next run does, with a version above all that were ever published. Other entries that went back with it stay held.
Where the entry takes something from one of them, it is built once that is released, too; the command is shown.

  --from-heads   in the repository NAME-heads
  --store URL    in another place than repository.store

Example:
  scripts/autorepo release yay && scripts/autorepo run --packages yay`,run:async e=>(await import(`./chunk-release2.js`)).run(e)};export{e as n,t as r,n as t};