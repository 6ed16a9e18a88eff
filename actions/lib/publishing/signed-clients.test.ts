import assert from "node:assert/strict";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { filesOf } from "../../../test/folder-files.ts";
import { textFromContainer } from "../../../test/made-packages.ts";
import {
  backdate,
  collected,
  entryOf,
  type PublishingWorld,
  publishingWorld,
  REPOSITORY,
  requestOf,
} from "../../../test/publishing-world.ts";
import {
  daysFrom,
  type KeySketch,
  lockedAway,
  onlyNewestSecret,
  revokedSubkey,
  signerFor,
  signingKey,
  withNewSubkey,
} from "../../../test/signing-keys.ts";
import type { TarSource } from "../archive/index.ts";
import { pacmanSnippet, trustCommands } from "../report/index.ts";
import { openSigner, openVerifier, type Signer } from "../signing/index.ts";
import { clientsTrust, keyringName, type Publication, publish, readPublished } from "./index.ts";

const NOW = new Date();
const KEYRING = keyringName(REPOSITORY);
const alpha = entryOf("alpha");

type Wanted = { readonly key: Signer; readonly version: string; readonly databaseSigned?: boolean };

async function published(world: PublishingWorld, { key, version, databaseSigned = false }: Wanted) {
  const plannedOn = (await readPublished(world.store, REPOSITORY))?.state ?? null;
  await backdate(world.root).catch(() => {});
  // Without one, pacman 7.0 crashes when it does not know the key.
  const lines = ["packager = Some One <some@example.org>"];
  const results = [
    await collected(world, { entry: alpha, packages: [{ pkgname: "alpha", version, lines }] }),
  ];
  const signing = { key, mayBeUnsigned: false, redirectsWork: async () => databaseSigned };
  return await publish(requestOf(world.store, [alpha], { results, plannedOn, signing, now: NOW }));
}

/** A client that did what the report says: it trusts the key, and has the section in pacman.conf. */
function clientOf({ state }: Publication, folder: string): string {
  const address = { name: REPOSITORY, server: `file:///given/${folder}` };
  const trust = clientsTrust(state);
  return `${TRYING}
trusting() { ${trustCommands(address, trust).join(" && ")}; }
quietly trusting
cat > /tmp/pacman.conf <<'EOF'
[options]
Architecture = x86_64
SigLevel = Required
${pacmanSnippet(address, trust)}
EOF
`;
}

/** `tried WHAT COMMAND…` says what became of a command, `reading FOLDER` makes the client read that one. */
const TRYING = `
quietly() { "$@" > /tmp/said 2>&1 || { cat /tmp/said >&2; exit 1; }; }
tried() {
  what=$1; shift
  if "$@" --config /tmp/pacman.conf --noconfirm > /tmp/said 2>&1; then echo "$what: taken"
  else echo "$what: refused"; cat /tmp/said >&2; fi
}
reading() { sed -i "s,given/.*,given/$1," /tmp/pacman.conf; rm -f /var/cache/pacman/pkg/*; }
quietly pacman-key --init
`;

test("pacman installs what is signed as the report tells it to, and refuses what was changed", async () => {
  await using world = await publishingWorld();
  const key = await signerFor();
  const publication = await published(world, { key, version: "1.0-1", databaseSigned: true });
  assert.equal(publication.state.databaseSigned, true);
  await likeAWebsite(world, publication);
  const given = path.join(world.folder, "given");
  for (const copy of ["whole", "package", "database"]) {
    await cp(world.root, path.join(given, copy), { recursive: true });
  }
  await changeFile(path.join(given, "package"), /^alpha-1.*zst$/);
  await changeFile(path.join(given, "database"), /^shelf\.db$/);
  const said = await textFromContainer(
    `${clientOf(publication, "whole")}
    tried database pacman -Sy
    tried files pacman -Fy
    tried package pacman -S alpha
    tried keyring pacman -S ${KEYRING}
    tried check pacman -Qkk ${KEYRING}
    reading package
    tried "its database" pacman -Syy
    tried "changed package" pacman -S alpha
    reading database
    tried "changed database" pacman -Syy
    rm /given/whole/*.db.sig
    reading whole
    tried "database without a signature" pacman -Syy`,
    await filesOf(given, "."),
  );
  assert.deepEqual(said.trimEnd().split("\n"), [
    "database: taken",
    "files: taken",
    "package: taken",
    "keyring: taken",
    "check: taken",
    "its database: taken",
    "changed package: refused",
    "changed database: refused",
    "database without a signature: refused",
  ]);
});

/** A redirect leads to the generation's folder, where the signature is; in a folder it lies beside the database. */
async function likeAWebsite({ root }: PublishingWorld, { state }: Publication): Promise<void> {
  for (const name of [`${REPOSITORY}.db.sig`, `${REPOSITORY}.files.sig`]) {
    await cp(path.join(root, state.database, name), path.join(root, name));
  }
}

async function changeFile(folder: string, name: RegExp): Promise<void> {
  const found = (await readdir(folder)).find((file) => name.test(file));
  const file = path.join(folder, found ?? "");
  const bytes = await readFile(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(file, bytes);
}

test("a client follows the repository to a new subkey through the keyring package", async () => {
  await using world = await publishingWorld();
  const one = await signingKey({ primary: "with its secret", created: daysFrom(NOW, -5) });
  const both = await withNewSubkey(one);
  const given = path.join(world.folder, "given");
  const publications: Publication[] = [];
  for (const armoredKey of [one, both, await onlyNewestSecret(both)]) {
    const key = await openSigner({ armoredKey: await lockedAway(armoredKey), passphrase: null, now: NOW });
    publications.push(await published(world, { key, version: `${publications.length + 1}.0-1` }));
    await cp(world.root, path.join(given, String(publications.length)), { recursive: true });
  }
  const [first, second, third] = publications;
  assert.ok(first && second && third);
  assert.equal(first.state.signedBy?.subkey, second.state.signedBy?.subkey);
  assert.notEqual(second.state.signedBy?.subkey, third.state.signedBy?.subkey);
  const said = await textFromContainer(
    `${clientOf(first, "1")}
    tried first pacman -Sy alpha ${KEYRING}
    reading 3
    tried "third too early" pacman -Syyu
    reading 2
    tried second pacman -Syyu
    reading 3
    tried third pacman -Syyu
    pacman -Q alpha`,
    await filesOf(given, "."),
  );
  const lines = ["first: taken", "third too early: refused", "second: taken", "third: taken", "alpha 3.0-1"];
  assert.deepEqual(said.trimEnd().split("\n"), lines);
});

test("pacman and we judge alike who signed a package", async () => {
  await using world = await publishingWorld();
  const { folder } = await collected(world, {
    entry: alpha,
    packages: [{ pkgname: "alpha", version: "1-1" }],
  });
  const name = "alpha-1-1-any.pkg.tar.zst";
  const content = await readFile(path.join(folder, "packages", name));
  const cases = await Promise.all(SIGNED.map(async (one) => await signedCase(one, content)));
  const files = cases.flatMap(({ what, key, signature }) => [
    file(`${what}/key.asc`, Buffer.from(key)),
    file(`${what}/${name}`, content),
    file(`${what}/${name}.sig`, signature),
  ]);
  const trust = (what: string, fingerprint: string) =>
    `quietly pacman-key --add "/given/${what}/key.asc"; quietly pacman-key --lsign-key ${fingerprint}`;
  const said = await textFromContainer(
    `${TRYING} printf '[options]\nArchitecture = x86_64\nLocalFileSigLevel = Required\n' > /tmp/pacman.conf
    ${cases.map(({ what, fingerprint }) => (what === "stranger" ? "" : trust(what, fingerprint))).join("\n")}
    ${cases.map(({ what }) => `tried "${what}" pacman -U "/given/${what}/${name}"`).join("\n")}`,
    files,
  );
  assert.deepEqual(said.trimEnd().split("\n"), [
    "valid: taken",
    "stranger: refused",
    "expired: refused",
    "revoked: refused",
  ]);
  const ours = cases.map(({ what, isTaken }) => `${what}: ${isTaken ? "taken" : "refused"}`);
  assert.deepEqual(said.trimEnd().split("\n"), ours);
});

const MADE = daysFrom(NOW, -10);

const SIGNED: readonly { readonly what: string; readonly sketch: KeySketch }[] = [
  { what: "valid", sketch: {} },
  { what: "stranger", sketch: {} },
  { what: "expired", sketch: { subkeys: [{ seconds: 86_400 }] } },
  { what: "revoked", sketch: { primary: "with its secret" } },
];

/** A signature that was good when it was made, and the key as a client has it by now. */
async function signedCase({ what, sketch }: (typeof SIGNED)[number], content: Uint8Array) {
  const made = await signingKey({ created: MADE, ...sketch });
  const then = daysFrom(MADE, 0.5);
  const signer = await openSigner({ armoredKey: await lockedAway(made), passphrase: null, now: then });
  const signature = await signer.sign(content, then);
  const armoredKey = what === "revoked" ? await revokedSubkey(made) : made;
  const client = await openVerifier({ armoredKey, now: NOW });
  const trusted =
    what === "stranger" ? await openVerifier({ armoredKey: await signingKey(), now: NOW }) : client;
  const isTaken = (await trusted.madeBy(content, signature)) !== null;
  return { what, key: client.publicKey, fingerprint: client.primaryFingerprint, signature, isTaken };
}

function file(name: string, content: Uint8Array): TarSource {
  return { type: "file", path: name, mode: 0o644, content };
}
