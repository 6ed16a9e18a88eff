import type { Finding } from "../documents/index.ts";

/** A finding with the number that its place on the page is named by. */
export type NumberedFinding = {
  readonly number: number;
  readonly finding: Finding;
  /** Address of its rule's page. */
  readonly page: string | null;
};

export function numbered(
  findings: readonly Finding[],
  rulePage: (rule: string) => string | null,
): readonly NumberedFinding[] {
  return findings.map((finding, index) => ({ number: index + 1, finding, page: rulePage(finding.rule) }));
}
