import { keyParts } from "./key.ts";
import type { Headers, Store } from "./store.ts";

/** The part of a store below a folder, as a store of its own: `heads` for packages built from branch heads. */
export function scopedStore(store: Store, folder: string): Store {
  const prefix = `${keyParts(folder).join("/")}/`;
  const full = (key: string) => prefix + keyParts(key).join("/");
  const within = (headers: Headers): Headers =>
    headers.redirect === undefined ? headers : { ...headers, redirect: full(headers.redirect) };
  return {
    place: `${store.place}/${folder}`,
    capabilities: (options) => store.capabilities(options),
    read: async (key) => await store.read(full(key)),
    stream: async (key) => await store.stream(full(key)),
    stat: async (key) => await store.stat(full(key)),
    create: async (key, body, headers) => await store.create(full(key), body, within(headers)),
    swap: async (key, body, options) =>
      await store.swap(full(key), body, { ...options, headers: within(options.headers) }),
    put: async (key, body, headers) => await store.put(full(key), body, within(headers)),
    delete: async (key) => await store.delete(full(key)),
    list: (below) => listed(store, prefix, below),
  };
}

async function* listed(store: Store, prefix: string, below: string): ReturnType<Store["list"]> {
  for await (const found of store.list(prefix + below)) {
    yield { ...found, key: found.key.slice(prefix.length) };
  }
}
