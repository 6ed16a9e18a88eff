import { DocumentError, type Memory, readMemory, writeDocument } from "../documents/index.ts";
import type { Kept, OwnBranch } from "../upstream/index.ts";
import { EMPTY_MEMORY, mergeMemories } from "./memory.ts";

/** Where detect's memory is, in the template's repository and in a checkout of it. */
export const MEMORY_BRANCH = "autorepo/memory";
export const MEMORY_FILE = "memory.json";

/** Tries against others who write at the same time. */
const ATTEMPTS = 20;

/** The memory of a checkout, as it was when it was opened. */
export type CheckoutMemory = {
  readonly memory: Memory;
  /**
   * Replaces it. What another detection wrote meanwhile is kept too.
   *
   * @throws Error where others move the branch again and again
   */
  save(memory: Memory): Promise<void>;
};

/** A memory that is absent or cannot be read is empty; `note` is told why. */
export async function openMemory(branch: OwnBranch, note: (text: string) => void): Promise<CheckoutMemory> {
  const opened = await branch.read();
  return {
    memory: opened === null ? EMPTY_MEMORY : readable(opened, note),
    async save(memory) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const kept = attempt === 0 ? opened : await branch.read();
        const others = kept !== null && kept.commit !== opened?.commit;
        const content = writeDocument(others ? mergeMemories(memory, readable(kept, note)) : memory);
        if (await branch.replace(content, kept)) return;
      }
      const says = `${MEMORY_BRANCH} was moved by others ${ATTEMPTS} times in a row`;
      throw new Error(`${says}: nothing is remembered of this run`);
    },
  };
}

function readable({ content }: Kept, note: (text: string) => void): Memory {
  try {
    return readMemory(content, `${MEMORY_FILE} on ${MEMORY_BRANCH}`);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    note(error.message);
    return EMPTY_MEMORY;
  }
}
