/** A token that one server gets and no other: `server` is "https://github.com". */
export type Credential = { readonly server: string; readonly token: string };

/** The header that carries it, as git itself would send it; null: not for this address. */
export function authorizationFor(url: string, credential: Credential | null): string | null {
  if (credential === null || URL.parse(url)?.origin !== URL.parse(credential.server)?.origin) return null;
  const userAndToken = Buffer.from(`x-access-token:${credential.token}`).toString("base64");
  return `Basic ${userAndToken}`;
}

/**
 * Settings of git that send it to its server. In the environment, since everybody on the machine may read a
 * command line; redirects are not followed anyway (git-config(1), GIT_CONFIG_COUNT).
 */
export function credentialEnvironment(credential: Credential | null): Record<string, string> {
  if (credential === null) return {};
  const authorization = authorizationFor(credential.server, credential) ?? "";
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${URL.parse(credential.server)?.origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: ${authorization}`,
  };
}
