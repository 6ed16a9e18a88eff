import type { Store } from "./store.ts";

/**
 * `create` and `swap` for a place that cannot compare: they look first and write then. Right for a single writer; of
 * two at once both may win.
 */
export function checkedFirst(store: Pick<Store, "stat" | "read" | "put">): Pick<Store, "create" | "swap"> {
  return {
    async create(key, body, headers) {
      if ((await store.stat(key)) !== null) return "exists";
      await store.put(key, body, headers);
      return "created";
    },
    async swap(key, body, { version, headers }) {
      if (((await store.read(key))?.version ?? null) !== version) return "conflict";
      await store.put(key, body, headers);
      return "swapped";
    },
  };
}
