import { randomBytes } from "node:crypto";
import type { Capabilities, Headers, Store } from "./store.ts";
import { StoreError } from "./store-error.ts";

/** Where what a bucket was seen to do is kept, beside the state. */
export const CAPABILITIES_KEY = "capabilities.json";

const HEADERS: Headers = { contentType: "application/json", cacheControl: "no-cache" };

/** What is kept of an earlier probe, else what a probe finds now. `origin` is the server: a copied bucket asks anew. */
export async function keptCapabilities(store: Store, origin: string): Promise<Capabilities> {
  const kept = await store.read(CAPABILITIES_KEY);
  const known = kept === null ? null : parse(Buffer.from(kept.bytes).toString(), origin);
  return known ?? (await probeAndKeep(store, origin));
}

/** Tries what the store does with conditional writes, and keeps the answer for later runs. */
export async function probeAndKeep(store: Store, origin: string): Promise<Capabilities> {
  const capabilities = await tryConditions(store);
  const text = JSON.stringify({ format: 1, origin, ...capabilities, time: new Date().toISOString() });
  await store.put(CAPABILITIES_KEY, Buffer.from(`${text}\n`), HEADERS);
  return capabilities;
}

function parse(text: string, origin: string): Capabilities | null {
  try {
    const { format, conditionalCreate, compareAndSwap, ...rest } = JSON.parse(text);
    const isKnown = typeof conditionalCreate === "boolean" && typeof compareAndSwap === "boolean";
    return format === 1 && isKnown && rest.origin === origin ? { conditionalCreate, compareAndSwap } : null;
  } catch {
    return null;
  }
}

/** Asks for what must be refused, under names that nobody else has; what is left is deleted where that is allowed. */
export async function tryConditions(store: Store): Promise<Capabilities> {
  const key = `probe/${randomBytes(12).toString("hex")}`;
  try {
    return {
      conditionalCreate: await unlessUnsupported(() => createsOnce(store, `${key}-create`)),
      compareAndSwap: await unlessUnsupported(() => comparesVersions(store, `${key}-swap`)),
    };
  } finally {
    for (const name of ["create", "swap", "missing"]) await store.delete(`${key}-${name}`).catch(() => {});
  }
}

async function createsOnce(store: Store, key: string): Promise<boolean> {
  const create = (text: string) => store.create(key, Buffer.from(text), HEADERS);
  return (await create("one")) === "created" && (await create("two")) === "exists";
}

/** An ETag as S3 makes them, of an object that nobody has. */
const NOBODYS_VERSION = `"${"0".repeat(32)}"`;

async function comparesVersions(store: Store, key: string): Promise<boolean> {
  const swap = (at: string, version: string | null) =>
    store.swap(at, Buffer.from(`${version}`), { version, headers: HEADERS });
  if ((await swap(key.replace(/swap$/, "missing"), NOBODYS_VERSION)) !== "conflict") return false;
  await store.put(key, Buffer.from("first"), HEADERS);
  const version = (await store.read(key))?.version ?? null;
  const outcomes = [
    await swap(key, null),
    await swap(key, NOBODYS_VERSION),
    await swap(key, version),
    await swap(key, version),
  ];
  return outcomes.join() === "conflict,conflict,swapped,conflict";
}

/** Some stores refuse conditions aloud (501), which is as good as ignoring them, and kinder. */
async function unlessUnsupported(answer: () => Promise<boolean>): Promise<boolean> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof StoreError && error.code === "unsupported") return false;
    throw error;
  }
}
