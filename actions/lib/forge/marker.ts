/** What a pull request's body remembers for the next run, in a comment that GitHub does not show. */
export type Marker = {
  /** Upstream commit that is proposed. */
  readonly commit: string;
  /** Commit of ours that the branch has, once the run that wrote this went through. */
  readonly head: string;
  /** Commit of ours that the branch had before; null: none. */
  readonly before: string | null;
  /** We closed it ourselves: no rejection. */
  readonly withdrawn: boolean;
  /** Stands for whatever may change while the commit stays; another one: the body is written anew. */
  readonly stamp: string;
};

/** On the first line, where nothing that upstream wrote can stand. */
export function withMarker(text: string, { commit, head, before, withdrawn, stamp }: Marker): string {
  return `<!-- autorepo ${JSON.stringify({ commit, head, before, withdrawn, stamp })} -->\n${text}`;
}

export function markerOf(body: string): Marker | null {
  const [, json = ""] = /^<!-- autorepo (\{[^\r\n]{1,1000}\}) -->\r?(?:\n|$)/.exec(body) ?? [];
  try {
    return readMarker(JSON.parse(json));
  } catch {
    return null;
  }
}

export function withoutMarker(body: string): string {
  return body.replace(/^<!-- autorepo [^\r\n]* -->\r?\n?/, "");
}

function readMarker(value: Record<string, unknown>): Marker | null {
  const { commit, head, before, withdrawn, stamp } = value;
  if (!isCommit(commit) || !isCommit(head) || !(before === null || isCommit(before))) return null;
  return { commit, head, before, withdrawn: withdrawn === true, stamp: String(stamp) };
}

function isCommit(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{40}$/.test(value);
}
