const e={name:`review`,usage:`NAME [--no-cooldown] [--accept] | REPOSITORY FROM TO [--path DIR]  [--html FILE] [--open] [--check]`,summary:`judge one upstream change, and move the pin`,operands:[1,3],options:{"no-cooldown":{type:`boolean`},accept:{type:`boolean`},"accept-alarm":{type:`string`},path:{type:`string`},branch:{type:`string`},html:{type:`string`},open:{type:`boolean`},check:{type:`boolean`}},help:`
review NAME shows what changed between the pin of an entry and the commit that \`detect\` proposes for it: findings
first, then both versions of every file. An entry without \`ref:\` gets its first review, of the whole package. On a
terminal it asks whether to move the pin; with an alarm the entry's name has to be typed. Elsewhere, and with --json
or --check, nothing is asked, and only --accept writes.

  --no-cooldown        the newest commit now, although its cooldown is not over
  --accept             moves the pin without asking, unless there is an alarm: then nothing is written, exit code 1
  --accept-alarm NAME  the same although there is an alarm; NAME is the entry's, written a second time

review REPOSITORY FROM TO judges any two commits of any git repository and needs no packages.yaml. A repository on
this machine (a folder, bare or not) is read where it stands: nothing is written there and no network is used; FROM and
TO are whatever git understands. For an https: address they are full commit ids. FROM "-" (or empty) reviews the whole
of TO. With --manifest FILE the names of core and extra are those of its mirror; without, they are not known. A
PKGBUILD that reading alone does not resolve is evaluated in a container where an engine and the image are at hand.

  --path DIR           the package's folder in a many-package repository
  --branch NAME        the branch of an https: repository that holds TO (default: its HEAD)

Both:
  --html FILE          writes the whole diff as one page; --open shows it in a browser
  --check              exit code 1 when there is an alarm
  --json               prints the review (null where there is nothing to review)

Exit code 4 when a remote cannot be read.

Examples:
  scripts/autorepo review yay
  scripts/autorepo review ~/aur/yay HEAD~1 HEAD
  scripts/autorepo review https://aur.archlinux.org/yay.git - 3f1c0e6f0d9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c`,run:async e=>(await import(`./chunk-review3.js`)).run(e)};export{e as t};