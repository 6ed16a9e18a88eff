import { DocumentError } from "../documents/index.ts";
import { PublishingError, readPublished } from "../publishing/index.ts";
import { type ReadableStore, StoreError } from "../store/index.ts";
import type { Complain } from "./complaint.ts";

/** What a place says is published. "unseen": it does not answer. */
export type PublishedState =
  | { readonly kind: "state"; readonly generation: number; readonly time: Date }
  | { readonly kind: "nothing" }
  | { readonly kind: "broken"; readonly complaint: string }
  | { readonly kind: "unseen"; readonly why: string };

export async function publishedState(
  open: () => Promise<ReadableStore>,
  repositoryName: string,
  complain: Complain,
): Promise<PublishedState> {
  try {
    const published = await readPublished(await open(), repositoryName);
    if (published === null) return { kind: "nothing" };
    const { generation, time } = published.state;
    return { kind: "state", generation, time: new Date(time) };
  } catch (error) {
    if (error instanceof StoreError) return { kind: "unseen", why: complain(error) };
    if (error instanceof PublishingError || error instanceof DocumentError) {
      return { kind: "broken", complaint: complain(error) };
    }
    throw error;
  }
}
