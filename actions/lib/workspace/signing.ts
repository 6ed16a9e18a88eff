import { probeRedirects, type Signing, type StateTrust } from "../publishing/index.ts";
import { openSigner, openVerifier } from "../signing/index.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Workspace } from "./workspace.ts";

/**
 * What a publication is signed with: the key of AUTOREPO_SIGNING_KEY, where it is given. Opened before anything is
 * built, since a key that does not fit is better known then.
 *
 * @throws SigningError
 */
export async function openSigning(
  { environment, now, say }: Surroundings,
  workspace: Workspace,
): Promise<Signing> {
  const { store, url } = workspace.packagesYaml.repository;
  const { signingKey: armoredKey, signingPassphrase: passphrase } = environment;
  const key = armoredKey === null ? null : await openSigner({ armoredKey, passphrase, now });
  for (const warning of key?.warnings ?? []) say(warning);
  const mayBeUnsigned = store.kind === "directory";
  return {
    key,
    mayBeUnsigned,
    redirectsWork: async () => {
      if (url === null) return false;
      const probe = await probeRedirects(await workspace.store(), url);
      if (probe.kind === "unseen") say(UNSEEN + probe.reason);
      return probe.kind === "followed";
    },
  };
}

/**
 * What a state must be to be this repository's own, for verbs that sign nothing: signed by AUTOREPO_SIGNING_KEY, where it is given.
 *
 * @throws SigningError
 */
export async function openTrust(
  { environment: { signingKey: armoredKey }, now }: Surroundings,
  { packagesYaml }: Workspace,
): Promise<StateTrust> {
  const key = armoredKey === null ? null : await openVerifier({ armoredKey, now });
  return { key, mayBeUnsigned: packagesYaml.repository.store.kind === "directory" };
}

/** Of what was published without a key. */
export const UNSIGNED =
  "AUTOREPO_SIGNING_KEY is not set: packages are not signed, which only a folder of your own allows";

const UNSEEN =
  "the public address does not show what the store has, so that databases are not signed; once it does, " +
  "`scripts/autorepo verify --repair` tries again: ";
