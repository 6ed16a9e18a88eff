const DEEPEST_CAUSE = 5;

/**
 * Why a server gave no answer, as the end of "https://host/path: ". What is no known fault of the network is told as the
 * innermost cause says it: fetch() itself says "fetch failed".
 */
export function networkWords(error: unknown): string {
  const innermost = causesOf(error).at(-1);
  return (
    networkFault(error) ?? (innermost === undefined ? String(error) : innermost.message || innermost.name)
  );
}

/**
 * The same of errors that fetch(), Node's sockets and certificates raise when a server cannot be reached, up to three
 * causes deep and in words for programmers; null for all others.
 */
export function networkFault(error: unknown): string | null {
  for (const { message, name, code } of causesOf(error)) {
    const said = [code ?? name, message];
    const fault = FAULTS.find(({ of }) => said.some((words) => of.test(words)));
    if (fault !== undefined) return fault.says;
  }
  return null;
}

/** By code where there is one; some of fetch()'s errors are known by their message alone. */
const FAULTS: readonly { readonly of: RegExp; readonly says: string }[] = [
  {
    of: /^(?:ENOTFOUND|EAI_AGAIN)$/,
    says: "its name is not known: it is misspelt, or this machine has no network",
  },
  { of: /^ECONNREFUSED$/, says: "nothing answers there: the connection was refused" },
  { of: /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|terminated)$/, says: "the connection was cut" },
  { of: /^(?:ETIMEDOUT|UND_ERR_\w+_TIMEOUT|TimeoutError)$/, says: "it did not answer in time" },
  { of: /^(?:ENETUNREACH|EHOSTUNREACH|ENETDOWN)$/, says: "this machine has no way to it" },
  { of: /^CERT_HAS_EXPIRED$/, says: "its certificate has expired, or this machine's clock is wrong" },
  { of: /^ERR_TLS_CERT_ALTNAME_INVALID$/, says: "its certificate is that of another host" },
  {
    of: /SELF_SIGNED_CERT|^UNABLE_TO_(?:VERIFY|GET)_/,
    says: "its certificate is of nobody this machine trusts: NODE_EXTRA_CA_CERTS names who else is",
  },
  { of: /^(?:EPROTO|ERR_SSL_)/, says: "it does not speak TLS as https: needs it" },
  { of: /^bad port$/, says: "its port is none that web servers have: correct the address" },
  {
    of: /^(?:unknown scheme|not implemented\.\.\. yet\.\.\.|ERR_INVALID_URL)$/,
    says: "that is no address that can be asked: correct it",
  },
];

/** `code` null: it has none, as an AbortSignal's own error, which is known by its name. */
type Said = { readonly message: string; readonly name: string; readonly code: string | null };

function causesOf(error: unknown): readonly Said[] {
  const chain: Said[] = [];
  for (let at = error; at instanceof Error && chain.length < DEEPEST_CAUSE; at = at.cause) {
    const { message, name } = at;
    chain.push({ message, name, code: "code" in at && typeof at.code === "string" ? at.code : null });
  }
  return chain;
}
