import { addressOf, type Workspace } from "../workspace/index.ts";
import { type PublicationFacts, unseen } from "./facts.ts";
import { type PublishedState, publishedState, type StateQuestion } from "./published-state.ts";

type Look = {
  readonly workspace: Workspace;
  readonly state: StateQuestion;
  /** What the store itself has. */
  readonly own: PublishedState;
  readonly now: Date;
};

/** What clients find, compared with what the store has. */
export async function lookAtPublication(look: Look): Promise<Omit<PublicationFacts, "detected">> {
  const { workspace, state, own, now } = look;
  const { url, store } = workspace.packagesYaml.repository;
  if (url === null && store.kind === "s3") {
    return {
      url: { is: "no" },
      serves: unseen("repository.url is not set"),
      published: publishedFact(own, now),
    };
  }
  const read = url === null ? own : await publishedState(workspace.published, state);
  return {
    url: { is: "yes", url: addressOf(workspace).server },
    serves: servesFact(read, own),
    published: publishedFact(own.kind === "unseen" ? read : own, now),
  };
}

function servesFact(read: PublishedState, own: PublishedState): PublicationFacts["serves"] {
  if (read.kind === "unseen") return { is: "no", complaint: read.why };
  if (read.kind === "broken" && own.kind === "broken")
    return unseen("what the store has is no state of ours");
  if (read.kind === "broken") return { is: "no", complaint: read.complaint };
  if (read.kind === "nothing") {
    if (own.kind === "nothing") return { is: "yes", generation: null };
    if (own.kind === "state") {
      return { is: "no", complaint: `there is nothing, and the store has generation ${own.generation}` };
    }
    return unseen("it shows nothing: nothing was published yet, or readers without keys may not read");
  }
  if (own.kind !== "state" || own.generation === read.generation) {
    return { is: "yes", generation: read.generation };
  }
  return { is: "no", complaint: `it gives generation ${read.generation}, the store has ${own.generation}` };
}

function publishedFact(seen: PublishedState, now: Date): PublicationFacts["published"] {
  switch (seen.kind) {
    case "state": {
      const ageSeconds = Math.max(0, (now.getTime() - seen.time.getTime()) / 1000);
      return { is: "yes", generation: seen.generation, ageSeconds };
    }
    case "nothing":
      return { is: "no", complaint: null, isForeign: false };
    case "broken":
      return { is: "no", complaint: seen.complaint, isForeign: seen.isForeign };
    case "unseen":
      return unseen(seen.why);
  }
}
