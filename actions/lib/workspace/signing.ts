import { redirectsWork, type Signing } from "../publishing/index.ts";
import { openSigner } from "../signing/index.ts";
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
  if (key === null && mayBeUnsigned) say(UNSIGNED);
  return {
    key,
    mayBeUnsigned,
    redirectsWork: async () => url !== null && (await redirectsWork(await workspace.store(), url)),
  };
}

const UNSIGNED =
  "AUTOREPO_SIGNING_KEY is not set: packages are not signed, which only a folder of one's own allows";
