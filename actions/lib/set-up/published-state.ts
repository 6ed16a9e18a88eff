import { DocumentError } from "../documents/index.ts";
import { PublishingError, publishedUnlessEmpty, type StateTrust } from "../publishing/index.ts";
import { type ReadableStore, StoreError, type StoreErrorCode } from "../store/index.ts";
import type { Complain } from "./complaint.ts";

/** What a place says is published. "broken": not as publishing takes it. "unseen": it does not answer. */
export type PublishedState =
  | { readonly kind: "state"; readonly generation: number; readonly time: Date }
  | { readonly kind: "nothing" }
  /** `isForeign`: another key has signed it, or nobody. */
  | { readonly kind: "broken"; readonly complaint: string; readonly isForeign: boolean }
  | { readonly kind: "unseen"; readonly why: string; readonly code: StoreErrorCode | null };

export type StateQuestion = {
  readonly repositoryName: string;
  /** What a state must be to be ours; null: there is no key to tell by. */
  readonly trust: StateTrust | null;
  readonly complain: Complain;
};

export async function publishedState(
  open: () => Promise<ReadableStore>,
  { repositoryName, trust, complain }: StateQuestion,
): Promise<PublishedState> {
  try {
    const published = await publishedUnlessEmpty(await open(), repositoryName, trust);
    if (published === null) return { kind: "nothing" };
    const { generation, time } = published.state;
    return { kind: "state", generation, time: new Date(time) };
  } catch (error) {
    if (error instanceof StoreError) return { kind: "unseen", why: complain(error), code: error.code };
    if (error instanceof PublishingError || error instanceof DocumentError) {
      const isForeign = error instanceof PublishingError && error.code === "signature";
      return { kind: "broken", complaint: complain(error), isForeign };
    }
    throw error;
  }
}
