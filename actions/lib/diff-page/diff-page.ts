import { comparer } from "../comparison/index.ts";
import type { Finding, Review } from "../documents/index.ts";
import { type Html, html, type Page, renderPage } from "../report/index.ts";
import type { PackageTree } from "../upstream/index.ts";
import { DIFF_STYLE } from "./diff-style.ts";
import { fileSection } from "./file-section.ts";
import { type NumberedFinding, numbered } from "./numbered-finding.ts";
import { isChanged, orderOfFiles, type PageFile } from "./order-of-files.ts";
import { verdictOf, worstOf } from "./verdict.ts";

/** What differs between two versions, where the findings about it stand elsewhere. */
export type BareChange = {
  readonly name: string;
  readonly versions: Review["versions"];
  readonly from: PackageTree;
  readonly to: PackageTree;
  /** Pages above it. */
  readonly trail: Page["trail"];
  /** What it is that is compared here. */
  readonly about: Html;
};

/** All that the page of one review shows. */
export type ReviewedChange = {
  /** The entry, or the repository where it is judged without a packages.yaml. */
  readonly name: string;
  readonly review: Review;
  /** null: the first review. */
  readonly from: PackageTree | null;
  readonly to: PackageTree;
  /** Address of the page that explains a rule; null: there is none to link to. */
  rulePage(rule: string): string | null;
};

/**
 * One HTML document that needs nothing but itself, also from a disk: the verdict, the findings, and both versions of
 * every file with the findings at their lines. Nothing of it can run, load or be sent.
 */
export function diffPage(change: ReviewedChange): string {
  const { name, review, from, to } = change;
  const findings = numbered(review.findings, change.rulePage);
  return renderPage({
    title: `${name}: ${verdictOf(review)}`,
    trail: [],
    wide: true,
    style: DIFF_STYLE,
    header: header(change),
    main: html`${findingList(findings)}${fileSections({ from, to }, findings)}`,
    footer: html`<p>${LIMIT}</p>`,
  });
}

/** The same without a judgement. */
export function bareDiffPage({ name, versions, from, to, trail, about }: BareChange): string {
  return renderPage({
    title: `${name}: what changed`,
    trail,
    wide: true,
    style: DIFF_STYLE,
    header: html`${heading({ name, versions, from })}<p>${about}</p><p class="soft small">${commits(from, to)}</p>`,
    main: fileSections({ from, to }, []),
    footer: html`<p>${LIMIT}</p>`,
  });
}

function fileSections(
  { from, to }: Pick<ReviewedChange, "from" | "to">,
  findings: readonly NumberedFinding[],
): Html {
  const files = orderOfFiles(
    from?.files ?? [],
    to.files,
    findings.map(({ finding }) => finding),
  );
  const compare = comparer();
  const section = (file: PageFile) => fileSection(file, findings, compare);
  const changed = files.filter(isChanged);
  const unchanged = files.filter((file) => !isChanged(file));
  return html`
<h2>${from === null ? "The package" : "What changed"}</h2>
${changed.length === 0 ? html`<p class="soft">No file differs.</p>` : fileIndex(changed)}
${changed.map(section)}
${unchanged.length === 0 ? null : html`<h2>Unchanged files</h2>${unchanged.map(section)}`}`;
}

const LIMIT =
  "What stands here is the recipe. What it downloads was not reviewed: a checksum says that an archive is the one " +
  "the recipe means, not that it is harmless.";

function header({ name, review, from, to }: ReviewedChange): Html {
  return html`${heading({ name, versions: review.versions, from })}
<p class="verdict ${worstOf(review)}">${verdictOf(review)}</p>
<p>${review.reason}</p>
<p class="soft small">${commits(from, to)}${review.evaluated ? null : "; not everything could be evaluated, see the findings"}</p>`;
}

function heading({
  name,
  versions,
  from,
}: Pick<BareChange, "name" | "versions"> & Pick<ReviewedChange, "from">): Html {
  const [before, after] = [versions.from ?? "unknown version", versions.to ?? "unknown version"];
  return html`<h1>${name} <span class="versions">${from === null ? after : `${before} → ${after}`}</span></h1>`;
}

function commits(from: PackageTree | null, to: PackageTree): Html {
  return from === null
    ? html`first review of <code>${to.commit}</code>`
    : html`<code>${from.commit}</code> to <code>${to.commit}</code>`;
}

function findingList(findings: readonly NumberedFinding[]): Html {
  if (findings.length === 0) return html`<p class="soft">No findings.</p>`;
  const rows = findings.map(
    ({
      number,
      finding,
      page,
    }) => html`<li class="${finding.severity === "note" ? "" : finding.severity}"><b>${finding.severity}</b>
<div>${finding.message} ${place(number, finding)}${page === null ? null : html` <a class="small" href="${page}" rel="noreferrer">how to judge this</a>`}</div></li>`,
  );
  return html`<h2>Findings</h2><ul class="findings">${rows}</ul>`;
}

function place(number: number, { file, line, side }: Finding): Html | null {
  if (file === null) return null;
  const text = line === null ? file : `${file}:${line}`;
  return html`<a class="small mono" href="#finding-${number}">${text}${side === "old" ? " (old)" : ""}</a>`;
}

function fileIndex(files: readonly { readonly path: string; readonly anchor: string }[]): Html | null {
  if (files.length < 2) return null;
  return html`<ul class="files small">${files.map(({ path, anchor }) => html`<li><a class="mono" href="#${anchor}">${path}</a></li>`)}</ul>`;
}
