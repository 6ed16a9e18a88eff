import { mkdtemp, writeFile } from "node:fs/promises";
import path from "node:path";
import { readPackage } from "../../archive/index.ts";
import type { Manifest, PublishedEntry, PublishedPackage } from "../../documents/index.ts";
import { splitVersion, vercmp } from "../../pkgbuild/index.ts";
import type { Signer } from "../../signing/index.ts";
import type { Store } from "../../store/index.ts";
import type { Decision } from "../deciding/decide.ts";
import { requireExactChange } from "../deciding/invariant.ts";
import { publishedPackage } from "../deciding/read-candidates.ts";
import { download } from "../objects/stored-object.ts";
import type { CandidatePackage } from "../publication.ts";
import { PublishingError } from "../publishing-error.ts";
import type { Signing } from "../signing.ts";
import { sha256Of } from "../state/state-document.ts";
import { type KeyringContents, keyringPackage, trustedBefore } from "./keyring-package.ts";

/** Entry and pkgname of the package that carries a repository's keys to its clients; refused in packages.yaml. */
export function keyringName(repositoryName: string): string {
  return `${repositoryName}-keyring`;
}

/** What packages.yaml decides on: nothing in it ever asks for the keyring package, or takes it away. */
export function withoutKeyring(manifest: Manifest, repositoryName: string): Manifest {
  const name = keyringName(repositoryName);
  return { ...manifest, entries: manifest.entries.filter(({ entry }) => entry !== name) };
}

export type KeyringFacts = {
  readonly store: Store;
  readonly repositoryName: string;
  readonly signing: Signing;
  /** What is published, the keyring package included; null: nothing yet. */
  readonly manifest: Manifest | null;
  readonly run: Manifest["run"];
  readonly now: Date;
  /** A folder of this machine for what is on its way. */
  readonly workspace: string;
  /** Its published package is gone from the store: it is written anew, though the keys are the same. */
  readonly isLost?: boolean;
};

/**
 * A decision that was made without the keyring package, with it: as it is while the keys are the same, written anew when they
 * are others, since only so a prolonged or a new subkey reaches clients.
 */
export async function withKeyring(decision: Decision, facts: KeyringFacts): Promise<Decision> {
  const before = facts.manifest?.entries ?? [];
  const previous = before.find(({ entry }) => entry === keyringName(facts.repositoryName)) ?? null;
  const { key } = facts.signing;
  const isSame = previous?.built?.tree === sha256Of(key?.publicKeyBytes ?? new Uint8Array());
  const isKept = key === null || (isSame && !facts.isLost);
  const whole = isKept
    ? withEntry(decision, previous)
    : await withNewKeyring(decision, { key, previous, facts });
  requireExactChange({
    before,
    after: whole.entries,
    added: new Map(whole.added.map(({ published }) => [published.pkgname, published.object])),
    removed: new Set(whole.removed.map(({ pkgname }) => pkgname)),
  });
  return whole;
}

function withEntry(decision: Decision, entry: PublishedEntry | null): Decision {
  if (entry === null) return decision;
  const entries = [...decision.entries, entry];
  return { ...decision, entries: entries.sort((one, two) => (one.entry < two.entry ? -1 : 1)) };
}

type Renewal = {
  readonly key: Signer;
  readonly previous: PublishedEntry | null;
  readonly facts: KeyringFacts;
};

async function withNewKeyring(decision: Decision, { key, previous, facts }: Renewal): Promise<Decision> {
  const name = keyringName(facts.repositoryName);
  const version = nextVersion(decision.highest[name] ?? null, facts.now);
  const known = await knownBefore(previous?.built?.packages ?? [], facts);
  const contents = contentsFor(key, { version, known: known.fingerprints, facts });
  const candidate = await writeCandidate(contents, facts.workspace);
  return withEntry(
    {
      ...decision,
      notes: [
        ...decision.notes,
        `${name} ${version} brings the keys of ${facts.repositoryName} to its clients`,
        ...known.notes,
      ],
      added: [...decision.added, candidate],
      highest: { ...decision.highest, [name]: version },
    },
    entryOf(contents, { candidate, facts }),
  );
}

/** The day, as Arch's own keyring package has it; a sub-release where that is no greater than what was published. */
function nextVersion(highest: string | null, now: Date): string {
  const today = `${now.toISOString().slice(0, 10).replaceAll("-", "")}-1`;
  if (highest === null || vercmp(today, highest) > 0) return today;
  const { pkgver, pkgrel } = splitVersion(highest);
  const [major = "1", minor = "0"] = (pkgrel ?? "1").split(".");
  return `${pkgver}-${major}.${Number(minor) + 1}`;
}

function contentsFor(
  key: Signer,
  wanted: { readonly version: string; readonly known: readonly string[]; readonly facts: KeyringFacts },
): KeyringContents {
  const { version, known, facts } = wanted;
  return {
    repositoryName: facts.repositoryName,
    pkgname: keyringName(facts.repositoryName),
    version,
    publicKey: key.publicKeyBytes,
    trusted: key.primaryFingerprint,
    retired: known.filter((fingerprint) => fingerprint !== key.primaryFingerprint),
  };
}

type KnownBefore = { readonly fingerprints: readonly string[]; readonly notes: readonly string[] };

/** Primary keys that clients were told to trust. A package that is gone must not keep new keys from them for good. */
async function knownBefore(
  packages: readonly PublishedPackage[],
  { store, workspace }: KeyringFacts,
): Promise<KnownBefore> {
  const folder = await mkdtemp(path.join(workspace, "keyring-"));
  const known = new Set<string>();
  const notes: string[] = [];
  for (const { object, sha256, bytes } of packages) {
    try {
      const file = await download(store, { key: object, expected: { sha256, bytes }, folder });
      for (const fingerprint of await trustedBefore(file)) known.add(fingerprint);
    } catch (error) {
      if (!(error instanceof PublishingError)) throw error;
      notes.push(`primary keys that ${object} named cannot be told to clients as retired: ${error.message}`);
    }
  }
  return { fingerprints: [...known].sort(), notes };
}

/** Read like any other package, from its bytes: what our own reader refuses is not published. */
async function writeCandidate(contents: KeyringContents, workspace: string): Promise<CandidatePackage> {
  const folder = await mkdtemp(path.join(workspace, "keyring-"));
  const name = `${contents.pkgname}-${contents.version}-any.pkg.tar.zst`;
  const file = path.join(folder, name);
  await writeFile(file, await keyringPackage(contents));
  const read = await readPackage(file);
  return { path: file, built: { file: name, contents: read }, published: publishedPackage(read) };
}

function entryOf(
  { pkgname, publicKey }: KeyringContents,
  { candidate, facts }: { candidate: CandidatePackage; facts: KeyringFacts },
): PublishedEntry {
  const tree = sha256Of(publicKey);
  const built = {
    ...{ entry: pkgname, key: tree, checks: tree, commit: null, tree, uses: [], vcs: [] },
    ...{ time: facts.now.toISOString(), seconds: 0, image: "", run: facts.run?.url ?? null },
    packages: [candidate.published],
  };
  const nothing = { path: null, metadata: null, failure: null, hold: null, rebuild: null };
  return { entry: pkgname, ...nothing, built };
}
