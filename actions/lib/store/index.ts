export { openStore, readOnlyStore } from "./open-store.ts";
export { scopedStore } from "./scoped-store.ts";
export type { Body, Capabilities, Headers, ReadableStore, Store, Stored } from "./store.ts";
export { StoreError, type StoreErrorCode, systemCode } from "./store-error.ts";
