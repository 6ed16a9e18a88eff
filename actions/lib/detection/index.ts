export { type Candidate, chooseCandidate, type HeldCommit, type Sightings } from "./candidate.ts";
export { EMPTY_MEMORY, mergeMemories, prunedMemory, seenOf, sourceOf } from "./memory.ts";
export { type CheckoutMemory, MEMORY_BRANCH, MEMORY_FILE, openMemory } from "./memory-branch.ts";
export { type Look, needsTrees, seenAfter, seenFrom } from "./seen.ts";
export { commitAndDay, heldWords, shortCommit } from "./words.ts";
