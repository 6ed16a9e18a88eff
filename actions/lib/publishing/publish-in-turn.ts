import { setTimeout as sleep } from "node:timers/promises";
import type { Store } from "../store/index.ts";
import { switchAfter } from "./placing/well-known.ts";
import type { Publication } from "./publication.ts";
import { PublishingError } from "./publishing-error.ts";
import type { Signing } from "./signing.ts";
import { publishedUnlessEmpty } from "./state/consistency.ts";
import type { Published } from "./state/published.ts";

/** Each lost try means that another publisher has won one. */
const TRIES = 20;
const MAX_PAUSE_MILLISECONDS = 200;

export type Turn = {
  readonly store: Store;
  readonly repositoryName: string;
  readonly signing: Signing;
  /** A folder of this machine for what is on its way. */
  readonly folder: string;
  /** What the first try goes on from; null: the place is empty. */
  readonly published: Published | null;
  /** One try to go on from what is published; "lost": another publisher was quicker. */
  attempt(published: Published | null): Promise<Omit<Publication, "switched"> | "lost">;
};

/**
 * Tries to publish until no other publisher comes first, each time on what is published then, and makes the well-known names
 * agree with the state. Throws a PublishingError "contended" where others always come first, and what a try throws.
 */
export async function publishInTurn(turn: Turn): Promise<Publication> {
  const { store, repositoryName, signing } = turn;
  let { published } = turn;
  for (let lost = 0; lost < TRIES; lost++) {
    const done = await turn.attempt(published);
    if (done !== "lost") {
      const { switched, notes } = await switchAfter(done, turn);
      return { ...done, switched, notes: [...done.notes, ...notes] };
    }
    await sleep(Math.random() * MAX_PAUSE_MILLISECONDS);
    published = await publishedUnlessEmpty(store, repositoryName, signing);
  }
  throw new PublishingError(
    "contended",
    `${store.place}: ${TRIES} other publications came first, one after the other: try again`,
  );
}
