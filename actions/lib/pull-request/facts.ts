import type { Detected, Review } from "../documents/index.ts";

/** All that the text of a pull request is made from. */
export type PullRequestFacts = {
  readonly detected: Detected & { readonly review: Review };
  /** Where upstream is, in words: "https://aur.archlinux.org/yay.git". */
  readonly source: string;
  readonly links: Links;
  /** The commit that the trial builds: the newest of this pull request. */
  readonly head: string;
  /** null: not opened yet. */
  readonly number: number | null;
  readonly since: Since | null;
};

export type Links = {
  /** The repository in a browser. */
  readonly repository: string;
  /** Its default branch, where the rule pages are. */
  readonly branch: string;
  /** Where a trial is started by hand. */
  readonly trial: string;
  /** The page with the whole change; null: none was made. `expires` is a day. */
  readonly page: { readonly url: string; readonly expires: string } | null;
};

/** What is new since the commit that this pull request proposed before; `kept`: the section as the last run wrote it. */
export type Since = { readonly review: Review } | { readonly kept: string };
