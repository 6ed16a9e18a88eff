import { bytesInWords, counted } from "../report/index.ts";
import type { UploadProgress } from "../store/index.ts";

export type UploadLines = {
  readonly say: (line: string) => void;
  /** Milliseconds of any clock. */
  readonly now: () => number;
};

const BETWEEN_LINES_MILLISECONDS = 10_000;

/**
 * Tells of uploads in lines that stay, for logs: of a large file when it begins, every ten seconds and when it has
 * arrived; of others, which go in one request each, how many came in ten seconds or more.
 */
export function uploadLines({ say, now }: UploadLines): (progress: UploadProgress) => void {
  const lastSaid = new Map<string, number>();
  let whole = { files: 0, bytes: 0, since: now() };
  const countWhole = (bytes: number) => {
    const since = whole.files === 0 ? now() : whole.since;
    whole = { files: whole.files + 1, bytes: whole.bytes + bytes, since };
    if (now() - since < BETWEEN_LINES_MILLISECONDS) return;
    say(`uploaded ${counted(whole.files, "file")}, ${bytesInWords(whole.bytes)}`);
    whole = { files: 0, bytes: 0, since };
  };
  return (progress) => {
    const { key, sentBytes, bytes } = progress;
    const last = lastSaid.get(key);
    const isDone = sentBytes === bytes;
    if (last === undefined && isDone) return countWhole(bytes);
    const isDue = last === undefined || now() - last >= BETWEEN_LINES_MILLISECONDS;
    if (isDue || isDone) say(uploadInWords(progress));
    if (isDone) lastSaid.delete(key);
    else if (isDue) lastSaid.set(key, now());
  };
}

/** "uploading linux-6.18-1-x86_64.3f2a90bc.pkg.tar.zst: 48 MiB of 140 MiB" */
export function uploadInWords({ key, sentBytes, bytes }: UploadProgress): string {
  return `uploading ${key}: ${bytesInWords(sentBytes)} of ${bytesInWords(bytes)}`;
}
