import type { Exchange } from "./https-exchange.ts";
import { DELIMITER, FLUSH, type Packet, packet, readPackets } from "./packet-lines.ts";
import { saysTooMany } from "./polite-hosts.ts";
import { UpstreamError } from "./upstream-error.ts";

/** Of the refs asked for those that are there, with their commits. */
export type Refs = ReadonlyMap<string, string>;

/** "exact": the refs themselves; "one": any that begins so, and no more than the first. */
export type Wanted = { readonly names: readonly string[]; readonly match: "exact" | "one" };

/**
 * Asks a server over HTTPS for refs as git's protocol 2 does (gitprotocol-v2(5), "ls-refs"), in one request where
 * git takes two and a connection of its own. Servers that speak older protocols, or only serve files, are asked
 * in their way.
 *
 * @throws UpstreamError
 */
export async function listRefs(exchange: Exchange, remote: Remote, wanted: Wanted): Promise<Refs> {
  const listed = await askSecondProtocol(exchange, remote, wanted);
  return listed ?? (await askOlderProtocols(exchange, remote, wanted));
}

/** `headers` go to this remote only. */
export type Remote = { readonly url: string; readonly headers: Readonly<Record<string, string>> };

/** Some servers serve repositories only to what calls itself git. */
const AGENT = "git/2.40.0 (arch-autorepo)";

const RESULT = "application/x-git-upload-pack-result";

/** null: the server does not speak it. */
async function askSecondProtocol(exchange: Exchange, remote: Remote, wanted: Wanted): Promise<Refs | null> {
  const question = {
    remote: remote.url,
    url: `${remote.url}/git-upload-pack`,
    headers: {
      ...remote.headers,
      "user-agent": AGENT,
      "git-protocol": "version=2",
      "content-type": "application/x-git-upload-pack-request",
      accept: RESULT,
    },
    body: [
      packet("command=ls-refs\n"),
      packet("object-format=sha1"),
      DELIMITER,
      ...wanted.names.map((name) => packet(`ref-prefix ${name}\n`)),
      FLUSH,
    ].join(""),
  };
  try {
    return await exchange.ask(question, async ({ contentType, body }) =>
      contentType === RESULT ? await collectRefs(readPackets(body), wanted) : null,
    );
  } catch (error) {
    if (speaksAnother(error)) return null;
    throw error;
  }
}

/** Servers of files know no POST, and those of older protocols answer this one with all kinds of errors. */
function speaksAnother(error: unknown): boolean {
  if (!(error instanceof UpstreamError)) return false;
  const answered = error.cause instanceof UpstreamError;
  const decided = error.code === "redirected" || error.code === "too-large" || saysTooMany(error);
  return answered && !decided;
}

async function askOlderProtocols(exchange: Exchange, remote: Remote, wanted: Wanted): Promise<Refs> {
  const headers = { ...remote.headers, "user-agent": AGENT };
  const url = `${remote.url}/info/refs?service=git-upload-pack`;
  const refs = await exchange.ask({ remote: remote.url, url, headers, body: null }, async (answer) =>
    answer.contentType === ADVERTISEMENT ? await collectRefs(readPackets(answer.body), wanted) : null,
  );
  return refs ?? (await askForFiles(exchange, remote, wanted));
}

const ADVERTISEMENT = "application/x-git-upload-pack-advertisement";

/** A server of files alone has branches in one file, and in another which of them is HEAD (gitprotocol-http(5)). */
async function askForFiles(exchange: Exchange, remote: Remote, wanted: Wanted): Promise<Refs> {
  const read = (file: string) =>
    exchange.ask(
      { remote: remote.url, url: `${remote.url}/${file}`, headers: remote.headers, body: null },
      async ({ body }) => Buffer.concat(await Array.fromAsync(body)).toString("utf8"),
    );
  const head = /^(?:ref: (refs\/\S+)|([0-9a-f]{40}))\s*$/.exec(await read("HEAD"));
  if (head === null) {
    throw new UpstreamError("no-such-ref", `${remote.url}: there is no git repository: correct \`git:\``);
  }
  const [, branch, detached] = head;
  const found = new Map<string, string>();
  if (detached !== undefined) takeRef(`${detached} HEAD`, { wanted, found });
  for (const line of (await read("info/refs")).split("\n")) {
    takeRef(line, { wanted, found });
    const [commit, name] = line.split("\t");
    if (name === branch) takeRef(`${commit} HEAD`, { wanted, found });
  }
  return found;
}

async function collectRefs(chunks: AsyncIterable<readonly Packet[]>, wanted: Wanted): Promise<Refs> {
  const found = new Map<string, string>();
  let last: Packet | undefined;
  for await (const lines of chunks) {
    for (const line of lines) if (line !== null) takeRef(line.toString("utf8"), { wanted, found });
    if (wanted.match === "one" && found.size > 0) return found;
    if (lines.length > 0) last = lines.at(-1);
  }
  // What has no end was cut, or was never a list: that nothing stands in it means nothing.
  if (last !== null) throw new UpstreamError("malformed", "its list of branches has no end");
  return found;
}

/** "<commit> <name>", and behind a NUL or a space what else is known of it. */
function takeRef(line: string, { wanted, found }: { wanted: Wanted; found: Map<string, string> }): void {
  if (line.startsWith("ERR "))
    throw new UpstreamError("unreachable", `it says ${JSON.stringify(line.slice(4, 300))}`);
  if (/^[0-9a-f]{64} /.test(line)) {
    throw new UpstreamError("malformed", "its commits have SHA-256 names; only SHA-1 repositories are read");
  }
  const [, commit = "", name = ""] = /^([0-9a-f]{40})[ \t]([^\0\n ]+)/.exec(line) ?? [];
  const isWanted =
    wanted.match === "exact"
      ? wanted.names.includes(name)
      : wanted.names.some((prefix) => name.startsWith(prefix));
  if (isWanted) found.set(name, commit);
}
