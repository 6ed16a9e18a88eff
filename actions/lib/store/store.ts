/**
 * A place of named objects. Keys are relative, `/` between their parts, never `..`.
 * Every method rejects with a StoreError that names the key and the place.
 */
export type Store = {
  /** For messages: a folder or a URL. */
  readonly place: string;
  /** Seen when the store was first written to, and kept with it; `again` looks anew. */
  capabilities(options?: { readonly again?: boolean }): Promise<Capabilities>;
  /** The whole object; null when there is none. For small ones: states, manifests. */
  read(key: string): Promise<Stored | null>;
  /** The object as a stream; null when there is none. For packages and databases. */
  stream(key: string): Promise<AsyncIterable<Uint8Array> | null>;
  /** Size in bytes and time of last modification; null when there is none. */
  stat(key: string): Promise<{ readonly bytes: number; readonly modified: Date } | null>;
  /** Writes an immutable object unless one of that name exists. Never leaves a partial one. */
  create(key: string, body: Body, headers: Headers): Promise<"created" | "exists">;
  /** Compare-and-swap: writes only while the object is still the one with `version` (null: absent). */
  swap(
    key: string,
    body: Uint8Array,
    options: { version: string | null; headers: Headers },
  ): Promise<"swapped" | "conflict">;
  /** Writes or replaces, atomically for readers. */
  put(key: string, body: Body, headers: Headers): Promise<void>;
  delete(key: string): Promise<void>;
  /** Keys below a prefix; for verify and prune only. */
  list(
    prefix: string,
  ): AsyncIterable<{ readonly key: string; readonly bytes: number; readonly modified: Date }>;
};

/** What needs no keys: plan and build read a repository through its public address. */
export type ReadableStore = Pick<Store, "place" | "read" | "stream">;

export type Stored = { readonly bytes: Uint8Array; readonly version: string };

/** Bytes in memory, or a file of this machine. */
export type Body = Uint8Array | { readonly file: string; readonly bytes: number };

export type Headers = {
  readonly contentType: string;
  readonly cacheControl: "immutable" | "no-cache";
  /** Key that a website endpoint redirects readers to; the object's bytes are served where there is none. */
  readonly redirect?: string;
};

/** What a place was seen to do; without it publishing needs another guard, and says so. */
export type Capabilities = {
  /** `create` refuses a name that is taken. */
  readonly conditionalCreate: boolean;
  /** `swap` refuses a version that is not the current one. */
  readonly compareAndSwap: boolean;
};
