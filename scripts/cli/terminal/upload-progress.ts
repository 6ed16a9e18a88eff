import type { UploadProgress } from "../../../actions/lib/store/index.ts";
import { uploadInWords, uploadLines } from "../../../actions/lib/workspace/index.ts";
import type { Screen } from "../verb.ts";
import { type LiveLines, openLiveLines } from "./terminal-live.ts";
import { oneLine, oneWorkflowLine, shorten } from "./terminal-text.ts";

/** Shows how far large files have come on their way to a bucket. Disposing it removes what is still shown. */
export type UploadsShown = Disposable & { tell(progress: UploadProgress): void };

export type UploadScreen = Pick<Screen, "terminal" | "err" | "columns" | "say">;

/** A live line for each on a terminal, elsewhere a plain one now and then; `now` counts milliseconds. */
export function showUploads(screen: UploadScreen, now: () => number): UploadsShown {
  return screen.terminal ? liveUploads(screen) : plainUploads(screen, now);
}

function plainUploads({ say }: UploadScreen, now: () => number): UploadsShown {
  const tell = uploadLines({ say: (line) => say(oneWorkflowLine(line)), now });
  return { tell, [Symbol.dispose]() {} };
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
      live.show([...underWay.values()].map((each) => shorten(oneLine(uploadInWords(each)), columns() - 1)));
    },
    [Symbol.dispose]: close,
  };
}
