/** What the body of an issue about failures remembers for the next run, in a comment that GitHub does not show. */
export type FailureMarker = {
  /** The entry it is about; null: many at once. */
  readonly entry: string | null;
  /** What stands for the inputs that failed: hexadecimal digits, one for each failure. */
  readonly failures: readonly string[];
  /** We closed it ourselves: no person did. */
  readonly closed: boolean;
};

/** More are not remembered, so that the body stays within GitHub's limit. */
const MOST_FAILURES = 1500;

/** On the first line, where nothing that upstream wrote can stand. */
export function withFailureMarker(text: string, { entry, failures, closed }: FailureMarker): string {
  const json = JSON.stringify({ entry, failures: failures.slice(0, MOST_FAILURES), closed });
  // Nothing may end the comment.
  return `${PREFIX}${json.replaceAll(">", "\\u003e")} -->\n${text}`;
}

const PREFIX = "<!-- autorepo-failure ";

/** null: this is none of ours, or a person took the marker away. */
export function failureMarkerOf(body: string): FailureMarker | null {
  const [line = ""] = body.split(/\r?\n/, 1);
  if (!line.startsWith(PREFIX) || !line.endsWith(" -->")) return null;
  try {
    return readMarker(JSON.parse(line.slice(PREFIX.length, -" -->".length)));
  } catch {
    return null;
  }
}

function readMarker(value: Record<string, unknown>): FailureMarker | null {
  const { entry, failures, closed } = value;
  if (entry !== null && typeof entry !== "string") return null;
  if (!Array.isArray(failures) || !failures.every((each) => /^[0-9a-f]{16}$/.test(String(each)))) return null;
  return { entry, failures, closed: closed === true };
}
