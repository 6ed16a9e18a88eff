import { randomBytes } from "node:crypto";
import { networkWords } from "../../network/index.ts";
import type { Headers, Store } from "../../store/index.ts";

/**
 * What a reader of the public address gets for an object that carries a redirect. "served": its own bytes, as from a
 * plain endpoint. "unseen": neither those nor the target's, so that nothing can be said.
 */
export type RedirectProbe =
  | { readonly kind: "followed" }
  | { readonly kind: "served" }
  | { readonly kind: "unseen"; readonly reason: string };

/** Two small objects of an instant. */
const PROBE_HEADERS: Headers = { contentType: "application/octet-stream", cacheControl: "no-cache" };

/**
 * Whether website redirects of a store work through its public address: databases are signed only there. Puts two objects of random names, one redirecting to the other, asks for the first through `url`, and takes both away.
 */
export async function probeRedirects(store: Store, url: string): Promise<RedirectProbe> {
  const id = randomBytes(8).toString("hex");
  const [from, to] = [`probe/${id}.db`, `probe/${id}/target.db`];
  const words = { redirected: `redirected ${id}\n`, served: `served ${id}\n` };
  try {
    await store.put(to, Buffer.from(words.redirected), PROBE_HEADERS);
    await store.put(from, Buffer.from(words.served), { ...PROBE_HEADERS, redirect: to });
    return await ask(`${url.replace(/\/+$/, "")}/${from}`, words);
  } finally {
    // What stays behind is named by nothing and goes with `prune`.
    await Promise.allSettled([store.delete(from), store.delete(to)]);
  }
}

const MAX_MILLISECONDS = 20_000;

/** Redirects are followed wherever they lead, as pacman does. */
async function ask(url: string, words: { redirected: string; served: string }): Promise<RedirectProbe> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(MAX_MILLISECONDS) });
    const found = await beginning(response);
    if (found === words.redirected) return { kind: "followed" };
    if (found === words.served) return { kind: "served" };
    return {
      kind: "unseen",
      reason: `${url} was just put into the store, and is answered with ${response.status}`,
    };
  } catch (error) {
    return { kind: "unseen", reason: `${url}: ${networkWords(error)}` };
  }
}

const MAX_CHARACTERS = 1000;

/** Some servers answer anything with a page of any length. */
async function beginning({ body }: Response): Promise<string> {
  let text = "";
  for await (const chunk of body ?? []) {
    text += Buffer.from(chunk).toString("latin1");
    if (text.length > MAX_CHARACTERS) break;
  }
  return text;
}
