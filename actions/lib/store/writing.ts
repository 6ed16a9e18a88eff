import type { Body, Headers } from "./store.ts";

/** One writing of an object, however many requests it takes. */
export type Writing = {
  readonly key: string;
  readonly body: Body;
  readonly headers: Headers;
  /** Noted with the object, so that its writer knows it again. */
  readonly writer: string;
  /** Written only if this holds; null: whatever is there. */
  readonly condition: Condition | null;
};

export type Condition = { readonly IfNoneMatch: "*" } | { readonly IfMatch: string };
