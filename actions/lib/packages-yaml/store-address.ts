import { parseAddress } from "./address.ts";
import type { Judge } from "./judge.ts";
import type { BucketAddress, StoreAddress } from "./packages-yaml.ts";
import { accept, type Parsed, quote, refuse } from "./problem.ts";
import type { WrittenRepository } from "./shape.ts";

const DEFAULT_STORE = "file:./public";

/** `store:` with what belongs to it, `endpoint:` and `region:`; null when the store was refused. */
export function readStore(
  written: WrittenRepository,
  { judge, ownMachine }: { readonly judge: Judge; readonly ownMachine: boolean },
): StoreAddress | null {
  const store = judge.take("/repository/store", parseStore(written.store ?? DEFAULT_STORE));
  if (store === null) return null;
  if (store.kind === "directory") {
    for (const key of ["endpoint", "region"] as const) refuseBesideFolder(written, key, judge);
    return store;
  }
  const { endpoint, region } = written;
  return {
    ...store,
    endpoint:
      endpoint === undefined
        ? null
        : judge.take("/repository/endpoint", parseEndpoint(endpoint, { ownMachine })),
    // The schema has judged it.
    region: region ?? null,
  };
}

function refuseBesideFolder(written: WrittenRepository, key: "endpoint" | "region", judge: Judge): void {
  if (written[key] === undefined) return;
  const says = `${quote(key)} is for a bucket, but the repository is stored in a folder`;
  const fix = "write store: s3://bucket/prefix, or remove the line";
  judge.refuse({ pointer: `/repository/${key}`, at: "key" }, { rule: "store", says, fix });
}

/** `file:` and a folder, relative to packages.yaml or absolute, also `file:///absolute`; or `s3://bucket/prefix`. */
export function parseStore(text: string): Parsed<StoreAddress> {
  if (text.startsWith("s3:")) return parseBucket(text);
  const [, path = ""] = /^file:(?:\/\/(?=\/))?(.*)$/s.exec(text) ?? [];
  if (path === "" || path.startsWith("//") || /\p{Cc}/u.test(path)) {
    return refuse("store", `${quote(text)} is not a place for the repository`, STORE_FIX);
  }
  return accept({ kind: "directory", path });
}

/** As S3 names buckets, https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^(?![0-9.]*$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** Only what no reader of an address encodes in another way; a part never starts with a dot (see store keys). */
const PREFIX = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

function parseBucket(text: string): Parsed<BucketAddress> {
  const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]*)(?:\/(.*))?$/s.exec(text) ?? [];
  if (!BUCKET.test(bucket)) {
    return refuse("store", `${quote(text)} does not begin with a bucket's name`, BUCKET_FIX);
  }
  const folder = prefix.replace(/(?<=.)\/$/, "");
  if (folder !== "" && !PREFIX.test(folder)) {
    return refuse("store", `${quote(text)} has a prefix that not every address can hold`, PREFIX_FIX);
  }
  return accept({ kind: "s3", bucket, prefix: folder, endpoint: null, region: null });
}

const STORE_FIX = "write file: and a folder, such as file:./public, or s3://bucket/prefix";
const BUCKET_FIX =
  "write s3://bucket/prefix; a bucket has 3 to 63 lower-case letters, digits, dots and hyphens";
const PREFIX_FIX = "use letters, digits, dots, hyphens and underscores between single slashes";

/**
 * Where a bucket outside AWS answers. Keys and packages travel there: https, or http to this machine and, on a
 * user's own machine, to others of its network.
 */
export function parseEndpoint(text: string, { ownMachine }: { ownMachine: boolean }): Parsed<string> {
  const isHere = /^http:\/\/(?:localhost|127\.[0-9.]+|\[::1\])(?=[:/]|$)/.test(text);
  const parsed = parseAddress(text, {
    rule: "endpoint",
    also: ownMachine || isHere ? ["http"] : [],
    needsPath: false,
    example: "https://s3.eu-central-003.backblazeb2.com",
  });
  return parsed.ok ? accept(text.replace(/\/+$/, "")) : parsed;
}
