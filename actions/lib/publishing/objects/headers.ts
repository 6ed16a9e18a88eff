import type { Headers } from "../../store/index.ts";

export const PACKAGE_HEADERS: Headers = { contentType: "application/zstd", cacheControl: "immutable" };
/** Another key may sign the same package again. */
export const SIGNATURE_HEADERS: Headers = {
  contentType: "application/pgp-signature",
  cacheControl: "no-cache",
};
export const PUBLIC_KEY_HEADERS: Headers = { contentType: "application/pgp-keys", cacheControl: "no-cache" };
/** Below gen/: the state names another folder for every generation. */
export const GENERATION_HEADERS: Headers = {
  contentType: "application/octet-stream",
  cacheControl: "immutable",
};
/** The names that pacman asks for. */
export const WELL_KNOWN_HEADERS: Headers = {
  contentType: "application/octet-stream",
  cacheControl: "no-cache",
};
export const MANIFEST_HEADERS: Headers = { contentType: "application/json", cacheControl: "immutable" };
export const STATE_HEADERS: Headers = { contentType: "application/json", cacheControl: "no-cache" };
