import type { Branches } from "../../../actions/lib/upstream/index.ts";
import { openLiveLines } from "../terminal/terminal-live.ts";
import { oneLine, shorten } from "../terminal/terminal-text.ts";
import type { Screen } from "../verb.ts";

/** What a person who waits for remotes is shown: one live line on a terminal, and notes anywhere. */
export type Watch = Disposable & {
  begin(what: string): void;
  end(what: string): void;
  note(text: string): void;
};

export function watchUpstream(screen: Screen): Watch {
  if (!screen.terminal || screen.json) {
    return { begin() {}, end() {}, note: (text) => screen.say(oneLine(text)), [Symbol.dispose]() {} };
  }
  const live = openLiveLines({ stream: screen.err, columns: screen.columns });
  const running: string[] = [];
  const paint = () => live.show(running.length === 0 ? [] : [shorten(lineOf(running), screen.columns() - 1)]);
  return {
    begin(what) {
      running.push(what);
      paint();
    },
    end(what) {
      running.splice(running.indexOf(what), 1);
      paint();
    },
    note: (text) => live.scroll(oneLine(text)),
    [Symbol.dispose]: () => live[Symbol.dispose](),
  };
}

function lineOf(running: readonly string[]): string {
  const more = running.length > 1 ? ` and ${running.length - 1} more` : "";
  return `${running.at(-1)}${more} …`;
}

/** The same branches, with each question to a remote shown while it is open. */
export function watchedBranches(branches: Branches, watch: Watch): Branches {
  const during = async <T>(what: string, work: Promise<T>): Promise<T> => {
    watch.begin(what);
    try {
      return await work;
    } finally {
      watch.end(what);
    }
  };
  return {
    newestCommits: (asked) =>
      during(
        `asking ${asked.length} ${asked.length === 1 ? "remote" : "remotes"}`,
        branches.newestCommits(asked),
      ),
    survey: (request) => during(`reading ${request.source.git}`, branches.survey(request)),
    compareTrees: (request) => during(`comparing ${request.source.git}`, branches.compareTrees(request)),
  };
}
