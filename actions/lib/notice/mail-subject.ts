import { counted, maskSecrets } from "../report/index.ts";
import type { FailedNews, News } from "./news.ts";

/** The news in one line: "[myrepo] yay, paru failed; libfoo builds again". */
export function subjectOf(news: News): string {
  const { repository, outcome, failed, broken, recovered, key } = news;
  const parts =
    outcome.kind === "stopped"
      ? ["nothing could be published"]
      : [
          ...(outcome.first
            ? [`first publication, ${counted(outcome.entries - outcome.failing, "package")}`]
            : []),
          ...told(broken, (one) => (one ? "is broken" : "are broken")),
          ...failedParts(
            failed.filter(({ entry }) => !broken.some((each) => each.entry === entry)),
            outcome,
          ),
          ...told(recovered, (one) => (one ? "builds again" : "build again")),
          ...(key === null ? [] : [`the signing key ends on ${key.day}`]),
        ];
  return oneLine(`[${repository}] ${parts.join("; ")}`);
}

type Counts = { readonly entries: number; readonly failing: number };

function failedParts(failed: readonly FailedNews[], { entries, failing }: Counts): readonly string[] {
  if (failed.length > 1 && failing === entries) return [`all ${counted(entries, "package")} failed`];
  const refused = failed.filter(({ phase }) => phase === "publish");
  const unbuilt = failed.filter(({ phase }) => phase !== "publish");
  return [
    ...told(unbuilt, () => "failed"),
    ...told(refused, (one) => (one ? "was refused" : "were refused")),
  ];
}

const MOST_NAMED = 3;

function told(
  entries: readonly { readonly entry: string }[],
  verb: (one: boolean) => string,
): readonly string[] {
  if (entries.length === 0) return [];
  const names = entries.map(({ entry }) => entry).join(", ");
  const named = entries.length <= MOST_NAMED ? names : counted(entries.length, "package");
  return [`${named} ${verb(entries.length === 1)}`];
}

const LONGEST_SUBJECT = 150;

/** Printable ASCII alone: what a name may hold, and nothing that could end a header. */
function oneLine(text: string): string {
  const plain = maskSecrets(text).text.replace(/[^\x20-\x7e]/g, "?");
  return plain.length <= LONGEST_SUBJECT ? plain : `${plain.slice(0, LONGEST_SUBJECT - 3)}...`;
}
