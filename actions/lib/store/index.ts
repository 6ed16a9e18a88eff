export { type OpenOptions, openStore, probe, readOnlyStore } from "./open-store.ts";
export {
  bucketUrl,
  type S3Access,
  type S3Credentials,
  type UploadProgress,
  type WebIdentity,
} from "./s3-access.ts";
export type { Body, Capabilities, Headers, ReadableStore, Store, Stored } from "./store.ts";
export { StoreError, type StoreErrorCode, systemCode } from "./store-error.ts";
