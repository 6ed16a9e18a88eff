import{t as e}from"./chunk-nearest.js";import{t}from"./chunk-exit-codes.js";import{n,r,t as i}from"./chunk-release.js";import{t as a}from"./chunk-review2.js";import{parseArgs as o}from"node:util";function s(e,n){let[r,...i]=e;if(r===void 0||r===`--help`||r===`-h`||r===`help`){let e=i.find(e=>!e.startsWith(`-`));return{kind:`help`,verb:e===void 0?null:c(e,n)}}if(r===`--version`)return{kind:`version`};let a=c(r,n),{values:o,positionals:s}=l(a,i);if(o.help===!0)return{kind:`help`,verb:a};let[u,f]=a.operands;if(s.length<u||s.length>f)throw new t(`wrongUse`,d(a,s));if(s[0]?.trim()===``)throw new t(`wrongUse`,`the first word is empty\nusage: scripts/autorepo ${a.name} ${a.usage}`);return{kind:`call`,verb:a,values:o,operands:s}}function c(e,t){let n=t.find(({name:t})=>t===e);if(n!==void 0)return n;let r=t.map(({name:e})=>e);throw f({kind:`verb`,word:e,page:`scripts/autorepo --help`},r)}function l(e,r){let i={...n,...e.options},a=o({args:r,options:i,strict:!1,allowPositionals:!0,tokens:!0});for(let n of a.tokens){if(n.kind!==`option`)continue;let r=Object.hasOwn(i,n.name)?i[n.name]:void 0;if(r===void 0)throw f({kind:`option`,word:n.rawName,page:`scripts/autorepo ${e.name} --help`},Object.keys(i).map(e=>`--${e}`));let a=u(n,r.type);if(a!==null)throw new t(`wrongUse`,`${a}\nusage: scripts/autorepo ${e.name} ${e.usage}`)}return{values:{...a.values},positionals:a.positionals}}function u({rawName:e,value:t},n){return n===`boolean`?t===void 0?null:`${e} takes no value, "${t}" was given`:t===void 0?`${e} wants a value`:t.trim()===``?`${e} is empty: write a value, or leave it out`:null}function d({name:e,usage:t,operands:[,n]},r){let[i]=r.slice(n);return i===void 0?`${e} wants more words\nusage: scripts/autorepo ${e} ${t}`:`"${i}" is one word too many${t.includes(`--packages`)?`; entries are named with --packages`:``}\nusage: scripts/autorepo ${e} ${t}`}function f({kind:n,word:r,page:i},a){let o=e(r,a),s=o===null?``:`; did you mean ${o}?`;return new t(`wrongUse`,`unknown ${n} "${r}"${s} (${i} lists all)`)}const p={name:`add`,usage:`NAME | URL [--path DIR] [--branch NAME] [--yes] [--accept-alarm a,b]`,summary:`list a package and what it needs from the AUR, each reviewed and pinned`,operands:[1,1],options:{path:{type:`string`},branch:{type:`string`},yes:{type:`boolean`},"accept-alarm":{type:`string`}},help:`
Finds a package of the AUR by its name, or of any git repository by its address, and with it every dependency that
neither packages.yaml lists or provides nor core and extra have. Reviews the newest commit of each as a whole, shows
what it found and the lines it will write, asks, and writes them in one step, each pinned to the commit that was
reviewed. \`packages:\` is written where a recipe builds other names than the entry's own.

A package with an alarm is added only where its name is typed; without one nothing is added that only it needs. What
nobody has under its name, or what a recipe needs that cannot be resolved here, is said, and the rest can be added: exit
code 1. Where there is no terminal nothing is asked
and, without --yes, nothing is written: exit code 2.

  --path DIR            the package's folder in a many-package repository
  --branch NAME         another branch than the repository's HEAD
  --yes                 writes without asking, what has an alarm excepted
  --accept-alarm a,b    also these entries, although they have an alarm

Examples:
  scripts/autorepo add yay
  scripts/autorepo add https://github.com/somebody/pkgbuilds.git --path linux-tkg`,run:async e=>(await import(`./chunk-add.js`)).run(e)},m={packages:{type:`string`},rebuild:{type:`boolean`},"from-heads":{type:`boolean`},compare:{type:`boolean`}},h={name:`plan`,usage:`[--packages a,b] [--rebuild] [--from-heads] [--compare] [--store URL] [--out FILE]`,summary:`what would be built, in which order, and why`,operands:[0,0],options:{...m,...r,out:{type:`string`}},help:`
Compares packages.yaml with what the store publishes and says for every package why it would be built,
or why not. Builds and changes nothing. A PKGBUILD that was never evaluated is evaluated in a container
without network, once.

Exit codes are those that \`run\` would end with: 1 where an entry cannot be built (waiting is none), 3 where so many names go
that \`run\` wants it confirmed, or, with AUTOREPO_SIGNING_KEY, where the state is not signed by this key. What this
machine lacks to build or publish the plan is said, and is no failure.

  --packages a,b   only these entries, and what they need that was never published
  --rebuild        build them though nothing changed; clients see a new sub-release
  --from-heads     the newest commit of each branch, pins ignored, for the repository NAME-heads
  --compare        also look whether core and extra still offer what published packages need, by their file lists
  --store URL      against another place than repository.store
  --out FILE       writes the plan for \`build --plan FILE\`

Examples:
  scripts/autorepo plan
  scripts/autorepo plan --packages yay --json`,run:async e=>(await import(`./chunk-plan3.js`)).run(e)},g={name:`build`,usage:`[--plan FILE] [--jobs N] [--results DIR] [--packages a,b] [--rebuild] [--from-heads] [--compare]`,summary:`build and install-test what the plan says; publish nothing`,operands:[0,0],options:{...m,plan:{type:`string`},jobs:{type:`string`},results:{type:`string`}},help:`
Builds each package of the plan in containers of its own and installs it in a clean one. Every package leaves a
folder with result.json, its logs and its package files; \`publish\` takes them from there.

  --plan FILE      a plan written by \`plan --out FILE\`; without it, planning comes first
  --jobs N         packages built at once (default: one for every two cores and 3 GiB of memory)
  --results DIR    where results go (default: .autorepo/results beside packages.yaml)
  --from-heads     the newest commit of each branch, for the repository NAME-heads
  --packages, --rebuild, --compare   as \`plan\` takes them; not with --plan

Examples:
  scripts/autorepo build --packages yay
  scripts/autorepo plan --out plan.json && scripts/autorepo build --plan plan.json --results out`,run:async e=>(await import(`./chunk-build2.js`)).run(e)},_={name:`detect`,usage:`[--no-cooldown a,b]`,summary:`what moved upstream since the pins`,operands:[0,0],options:{"no-cooldown":{type:`string`}},help:`
Asks every remote for its newest commit, reviews what changed since the pins, and lists it: what may be accepted, what
is held until its cooldown is over, and what could not be read. It changes nothing: \`scripts/autorepo review NAME\` shows
one change whole and moves its pin. Entries that follow a branch or a tag, and folders of this repository, are left
alone.

When a commit was first seen is remembered on the branch autorepo/memory of this checkout, which is never pushed.
Outside a git repository nothing is remembered, so that cooldowns never end.

  --no-cooldown a,b   proposes the newest commit of these entries now, for a security fix

A remote that does not answer is listed and makes no difference to the others. Exit code 1 where none of them could be read.

Examples:
  scripts/autorepo detect
  scripts/autorepo detect --no-cooldown openssh-git
  scripts/autorepo detect --json`,run:async e=>(await import(`./chunk-detect.js`)).run(e)},v={name:`doctor`,usage:`[--all]`,summary:`what is set up, what is missing, and how to mend it`,operands:[0,0],options:{all:{type:`boolean`}},help:`
Looks at packages.yaml, this machine, the store, the signing key and the repository on GitHub, and says the next step
first. Whatever is missing, or cannot be seen from here, comes with the place or the command that mends or shows it, and
with policies ready to paste. Exit code 4 when something is missing that publishing, or this machine, cannot do without.

Changes nothing that is published; a bucket is tried with small objects that are taken away again. No value of a secret
is ever printed.

  --all                         every step, also for what cannot be seen from here
  AUTOREPO_SIGNING_KEY, AWS_…   set in this shell, they are tried as publish would use them
  GITHUB_TOKEN                  shows the repository's settings: which secrets there are, what workflows may do

Examples:
  scripts/autorepo doctor
  GITHUB_TOKEN=$(gh auth token) scripts/autorepo doctor`,run:async e=>(await import(`./chunk-doctor.js`)).run(e)},y={name:`history`,usage:`[NAME] [--from-heads] [--store URL]`,summary:`what each publication changed, newest first`,operands:[0,1],options:{"from-heads":{type:`boolean`},...r},help:`
Lists the publications of the store, newest first, with the versions each one brought, changed or removed, and what it
recorded of entries; with a NAME only those of that package or that entry. A publication that only records something
stays within the generation before it. With AUTOREPO_SIGNING_KEY it tells nothing of a
state that this key did not sign. Exit code 3 where the state is lost, or not yours.

  --from-heads   of the repository NAME-heads
  --store URL    of another place than repository.store`,run:async e=>(await import(`./chunk-history2.js`)).run(e)},b={name:`import`,usage:`[FILE] [--yes]`,summary:"list many packages of the AUR, as `pacman -Qmq` prints their names",operands:[0,1],options:{yes:{type:`boolean`}},help:`
Reads names of packages, one a line, from FILE or from standard input. Each name becomes the entry of the AUR package
that builds it, with all the names that one builds under \`packages:\`. What is listed already, belongs to core or extra,
or is not in the AUR is said and left out. The entries have no \`ref:\` yet: nothing of them is built before
\`scripts/autorepo review NAME\` or the pull request of its first review is accepted.

Shows what it will write, asks at the terminal (also when the names come through a pipe), and writes it in one step.
Where there is no terminal nothing is asked and, without --yes, nothing is written: exit code 2.

  --yes   writes without asking

Examples:
  pacman -Qmq | scripts/autorepo import
  scripts/autorepo import names.txt --yes`,run:async e=>(await import(`./chunk-import.js`)).run(e)},x={name:`prune`,usage:`[--delete] [--from-heads] [--store URL]`,summary:`list, or delete, what no kept generation needs any more`,operands:[0,0],options:{delete:{type:`boolean`},"from-heads":{type:`boolean`},...r},help:`
A generation is kept while it was current within the last days that repository.keep says: clients may still ask for
its packages, and \`rollback\` goes back to it. Lists packages, databases and manifests that only older generations
need, what a publisher left that was cut off, and pages of runs that the report lists no longer.

What is younger than a day stays, since a publication may be on its way. What autorepo did not make stays.

  --delete       deletes what is listed, of a signed repository only with AUTOREPO_SIGNING_KEY, which tells whether
                 its state is yours; without --delete nothing is changed
  --from-heads   in the repository NAME-heads
  --store URL    in another place than repository.store

Examples:
  scripts/autorepo prune
  scripts/autorepo prune --delete`,run:async e=>(await import(`./chunk-prune.js`)).run(e)},S={name:`publish`,usage:`[--results DIR] [--remove COUNT] [--from-heads] [--store URL]`,summary:`publish what was built and passed its tests`,operands:[0,0],options:{results:{type:`string`},remove:{type:`string`},"from-heads":{type:`boolean`},...r},help:`
Reads the packages again, checks them against what packages.yaml lets each entry publish, and publishes what may
be: readers see the old or the new repository, never one between. What packages.yaml no longer has goes: with an entry
all its names, and a name that an entry no longer lists with that entry's next finished build.
Without any results it still repairs what an interrupted publish left.

  --results DIR    what \`build\` left (default: .autorepo/results beside packages.yaml)
  --remove COUNT   confirms that COUNT names may go, where it is more than half of all
  --from-heads     into the repository NAME-heads
  --store URL      into another place than repository.store

Example:
  scripts/autorepo build && scripts/autorepo publish`,run:async e=>(await import(`./chunk-publish.js`)).run(e)},C={name:`remove`,usage:`NAME [--yes]`,summary:`take an entry off the list`,operands:[1,1],options:{yes:{type:`boolean`}},help:`
Shows the lines of packages.yaml that go and which other entries need the package, as far as this machine knows their
recipes, asks, and removes the lines. The next \`run\` or \`publish\` takes its packages out of the repository; nobody's
installed copy goes. Where there is no terminal nothing is asked and, without --yes, nothing is written: exit code 2.

  --yes   writes without asking

Example:
  scripts/autorepo remove yay`,run:async e=>(await import(`./chunk-remove.js`)).run(e)},w={name:`report`,usage:`[--from-heads] [--store URL]`,summary:`render the site again from the state`,operands:[0,0],options:{"from-heads":{type:`boolean`},...r},help:`
Writes the pages below report/ of the store again, from what is published. Pages of earlier runs stay.

  --from-heads   of the repository NAME-heads
  --store URL    of another place than repository.store`,run:async e=>(await import(`./chunk-report.js`)).run(e)},T={name:`rollback`,usage:`GENERATION | NAME VERSION  [--remove COUNT] [--from-heads] [--store URL]`,summary:`publish an earlier generation, or an earlier version of one package, again`,operands:[0,2],options:{remove:{type:`string`},"from-heads":{type:`boolean`},...r},help:`
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
  scripts/autorepo rollback 41`,run:async e=>(await import(`./chunk-rollback.js`)).run(e)},E={name:`run`,usage:`[--packages a,b] [--rebuild] [--from-heads] [--compare] [--jobs N] [--store URL] [--remove COUNT]`,summary:`plan, build and publish in one go`,operands:[0,0],options:{...m,...r,jobs:{type:`string`},remove:{type:`string`}},help:`
Makes the store agree with packages.yaml: plans, builds and install-tests what changed, publishes what passed
and writes the report. A package that fails keeps its published version. It may be stopped at any moment: what
readers see is the old or the new repository, whole, and the next run goes on. What publishing would refuse whatever is
built is refused before anything is: a key that cannot sign, a store that cannot be written, a state that is lost or that
another key signed, more names gone than --remove confirms.

  --packages a,b   only these entries, and what they need that was never published
  --rebuild        build them though nothing changed; clients see a new sub-release
  --from-heads     the newest commit of each branch, pins ignored, for the repository NAME-heads
  --compare        also rebuild what core and extra no longer offer the libraries of, by their file lists
  --jobs N         packages built at once (default: one for every two cores and 3 GiB of memory)
  --store URL      another place than repository.store: file: and a folder, as seen from here, or s3://bucket/prefix
  --remove COUNT   confirms that COUNT names may go, where it is more than half of all

Examples:
  scripts/autorepo run
  scripts/autorepo run --packages yay --rebuild`,run:async e=>(await import(`./chunk-run.js`)).run(e)},D={name:`verify`,usage:`[--repair [--from MANIFEST] [--signed-by FINGERPRINT] [--drop NAMES]] [--from-heads] [--store URL]`,summary:`check every object of the store against its state`,operands:[0,0],options:{repair:{type:`boolean`},from:{type:`string`},"signed-by":{type:`string`},drop:{type:`string`},"from-heads":{type:`boolean`},...r},help:`
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
  scripts/autorepo verify --repair`,run:async e=>(await import(`./chunk-verify.js`)).run(e)},O=[p,C,b,_,a,h,E,g,S,w,D,y,T,i,x,v];export{s as n,O as t};