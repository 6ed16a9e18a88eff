import { bytesInWords } from "../../actions/lib/report/index.ts";
import type { UploadProgress } from "../../actions/lib/store/index.ts";
import { type LiveLines, openLiveLines } from "./terminal-live.ts";
import { oneLine, oneWorkflowLine, shorten } from "./terminal-text.ts";
import type { Screen } from "./verb.ts";

/** Shows how far large files have come on their way to a bucket. Disposing it removes what is still shown. */
export type UploadsShown = Disposable & { tell(progress: UploadProgress): void };

export type UploadScreen = Pick<Screen, "terminal" | "err" | "columns" | "say">;

/** A live line for each on a terminal, elsewhere a plain one now and then; `now` counts milliseconds. */
export function showUploads(screen: UploadScreen, now: () => number): UploadsShown {
  return screen.terminal ? liveUploads(screen) : plainUploads(screen, now);
}

const BETWEEN_PLAIN_LINES_MILLISECONDS = 10_000;

function plainUploads({ say }: UploadScreen, now: () => number): UploadsShown {
  const lastSaid = new Map<string, number>();
  return {
    tell(progress) {
      const { key, sentBytes, bytes } = progress;
      const last = lastSaid.get(key);
      const isDone = sentBytes === bytes;
      // What goes in one request is told of when it has arrived.
      if (last === undefined && isDone) return;
      const isDue = last === undefined || now() - last >= BETWEEN_PLAIN_LINES_MILLISECONDS;
      if (isDue || isDone) say(oneWorkflowLine(inWords(progress)));
      if (isDone) lastSaid.delete(key);
      else if (isDue) lastSaid.set(key, now());
    },
    [Symbol.dispose]() {},
  };
}

function liveUploads({ err: stream, columns }: UploadScreen): UploadsShown {
  const underWay = new Map<string, UploadProgress>();
  let live: LiveLines | null = null;
  const close = () => {
    live?.[Symbol.dispose]();
    live = null;
  };
  return {
    tell(progress) {
      if (progress.sentBytes < progress.bytes) underWay.set(progress.key, progress);
      else underWay.delete(progress.key);
      if (underWay.size === 0) return close();
      live ??= openLiveLines({ stream, columns });
      live.show([...underWay.values()].map((each) => shorten(oneLine(inWords(each)), columns() - 1)));
    },
    [Symbol.dispose]: close,
  };
}

/** "uploading linux-6.18-1-x86_64.3f2a90bc.pkg.tar.zst: 48 MiB of 140 MiB" */
function inWords({ key, sentBytes, bytes }: UploadProgress): string {
  return `uploading ${key}: ${bytesInWords(sentBytes)} of ${bytesInWords(bytes)}`;
}
