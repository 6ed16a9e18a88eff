/** What a person should know before a change is accepted; the order of `findings` is that of their risk. */
export type Review = {
  /** null: judged without a packages.yaml. */
  readonly entry: string | null;
  /** null: the first review, of the whole package. */
  readonly from: string | null;
  readonly to: string;
  /** `[epoch:]pkgver-pkgrel`; null where it could not be resolved. */
  readonly versions: { readonly from: string | null; readonly to: string | null };
  /** False: something had to be evaluated in a container and was not; a finding says what. */
  readonly evaluated: boolean;
  /** Only pkgver, pkgrel and the matching checksums moved, and nothing is an alarm or a warning. */
  readonly routine: boolean;
  /** Why it is routine or not, in one sentence. */
  readonly reason: string;
  readonly findings: readonly Finding[];
  readonly milliseconds: number;
};

export const SEVERITIES = ["alarm", "warning", "note"] as const;
export type Severity = (typeof SEVERITIES)[number];

export type Finding = {
  /** Names the page `docs/rules/<rule>.md`. */
  readonly rule: string;
  readonly severity: Severity;
  /** One sentence a packager understands, without markup; upstream's words in it are quoted and harmless. */
  readonly message: string;
  /** Path within the package's folder; null: history, remote, facts of the AUR. */
  readonly file: string | null;
  readonly side: "old" | "new" | null;
  /** Counted from 1; null: the whole file. */
  readonly line: number | null;
  /** The offending text as written; may hold anything. */
  readonly text: string;
};
