import { type Html, html } from "./html.ts";
import { OUTCOME_LABELS, STATUS_LABELS, statusLabel } from "./labels.ts";
import { snippetWarning } from "./pacman-snippet.ts";
import { HTML, type ReportFile, renderFrame } from "./page.ts";
import { hrefOf, pathSegment } from "./path-segment.ts";
import type { EntryStatus, Report, ReportedEntry, RunSummary } from "./report-document.ts";
import { bytesInWords, secondsInWords, timeInWords } from "./words.ts";

/** `report/index.html`: what is published, what is not and why, and how to use it. */
export function frontPage(report: Report): ReportFile {
  return { path: "report/index.html", contentType: HTML, content: piecesOf(report) };
}

/** Row by row: of ten thousand packages the page is megabytes. */
function* piecesOf(report: Report): Generator<string> {
  const { start, end } = renderFrame({
    title: `${report.repository.name} · pacman repository`,
    trail: [],
    header: header(report),
    footer: html`Made ${timeInWords(report.time)} by arch-autorepo. The same facts for programs: <a href="report.json">report.json</a>.`,
  });
  yield start;
  yield html`${tiles(report)}${useIt(report)}`.markup;
  yield* attention(report);
  yield* packages(report);
  yield html`${problems(report)}${runs(report)}`.markup;
  yield end;
}

function header({ repository, published }: Report): Html {
  const words = published
    ? html`Generation ${published.generation}, published ${timeInWords(published.time)}${published.commit ? html` from packages.yaml at <code>${published.commit.slice(0, 12)}</code>` : null}`
    : html`Nothing is published yet.`;
  return html`<h1>${repository.name}</h1><p class="soft">${words}</p>`;
}

function tiles({ entries }: Report): Html {
  const names = entries.reduce((total, { packages }) => total + packages.length, 0);
  const bytes = entries.reduce((total, { packages }) => total + sizeOf(packages), 0);
  const of = (status: EntryStatus) => entries.filter((entry) => entry.status === status).length;
  const counts = ORDER.map((status) => ({
    count: of(status),
    word: status === "published" ? "up to date" : STATUS_LABELS[status].word,
  }));
  return html`<ul class="tiles">
<li><b>${names}</b> ${names === 1 ? "package" : "packages"}</li>
<li><b>${bytesInWords(bytes)}</b> to download</li>
${counts.filter(({ count }) => count > 0).map(({ count, word }) => html`<li><b>${count}</b> ${word}</li>`)}
</ul>`;
}

/** What needs eyes first; also the order of the tiles. */
const ORDER: readonly EntryStatus[] = [
  "broken",
  "failed",
  "unbuildable",
  "held",
  "waiting",
  "unlisted",
  "published",
];

function* attention({ entries }: Report): Generator<string> {
  const unwell = ORDER.slice(0, -1).flatMap((status) => entries.filter((entry) => entry.status === status));
  if (unwell.length === 0) return;
  yield '<h2 id="attention">Not up to date</h2>';
  yield* entryTable(unwell);
}

function* packages({ entries }: Report): Generator<string> {
  const well = entries.filter(({ status }) => status === "published");
  yield '<h2 id="packages">Packages</h2>';
  if (entries.length === 0) yield "<p>packages.yaml lists none.</p>";
  else if (well.length === 0) yield "<p>None is up to date.</p>";
  else yield* entryTable(inOrder(well));
}

function inOrder(entries: readonly ReportedEntry[]): readonly ReportedEntry[] {
  const { compare } = new Intl.Collator("en");
  return entries.toSorted((a, b) => compare(a.entry, b.entry));
}

function* entryTable(entries: readonly ReportedEntry[]): Generator<string> {
  yield `<table class="stacked entries">
<thead><tr><th class="name">Package</th><th class="version">Version</th><th>State</th><th class="time">Last build</th><th class="size number">Size</th></tr></thead>
<tbody>`;
  for (const entry of entries) yield entryRow(entry).markup;
  yield "</tbody></table>";
}

function entryRow({ entry, status, reason, packages, built, failed, run }: ReportedEntry): Html {
  const page = run === null ? null : hrefOf(`run/${pathSegment(run)}/${pathSegment(entry)}/index.html`);
  const others = packages.map(({ pkgname }) => pkgname).filter((pkgname) => pkgname !== entry);
  const versions = [...new Set(packages.map(({ version }) => version))];
  const size = sizeOf(packages);
  return html`<tr id="entry-${entry}">
<td class="name">${page ? html`<a href="${page}">${entry}</a>` : entry}${others.length > 0 ? html`<div class="small soft">${others.join(", ")}</div>` : null}</td>
<td class="version mono">${versions.join(", ")}</td>
<td>${statusLabel(status)}<div class="small soft">${reason}</div></td>
<td class="time small">${lastBuild({ built, failed })}</td>
<td class="size number small">${size > 0 ? bytesInWords(size) : null}</td>
</tr>`;
}

function lastBuild({ built, failed }: Pick<ReportedEntry, "built" | "failed">): Html | null {
  if (failed !== null) return html`${timeInWords(failed)} <div class="soft">failed</div>`;
  if (built === null) return null;
  return html`${timeInWords(built.time)} <div class="soft">in ${secondsInWords(built.seconds)}</div>`;
}

function useIt({ repository, published }: Report): Html {
  const warning = snippetWarning(repository, repository.signing);
  const add = html`<h3>Add to <code>/etc/pacman.conf</code>${repository.aboveCore ? html`, above <code>[core]</code>` : null}</h3><pre>${repository.snippet.trimEnd()}</pre>`;
  const install = html`<h3>Then</h3><pre>${`pacman -Syu\npacman -Sl ${repository.name}`}</pre>
<p class="small soft">${published ? "The second command lists what is in it." : "Once something is published: until then pacman finds no database."}</p>`;
  const trust = trustIt(repository);
  const columns =
    trust === null
      ? html`<div class="card columns"><div>${add}</div><div>${install}</div></div>`
      : html`<div class="card columns keyed"><div>${trust}</div><div>${add}${install}</div></div>`;
  return html`<h2 id="use">Use it</h2>${columns}
${warning ? html`<p class="note small">${warning}${folderAdvice(repository.server)}</p>` : null}`;
}

function trustIt({ name, signing, trust }: Report["repository"]): Html | null {
  if (signing === null) return null;
  const { fingerprint, keyring } = signing;
  return html`<h3>Trust its key, as root</h3><pre>${trust.join("\n")}</pre><p class="small soft">Everything in ${name} is signed by
<code>${fingerprint.replaceAll(/(.{4})(?=.)/g, "$1 ")}</code>: compare that with what its owner told you, before the last command.
Once <code>pacman -S ${keyring}</code> is installed, new keys come with updates.</p>`;
}

/** pacman 7 downloads as an unprivileged user, also from a folder (pacman.conf(5), DownloadUser). */
function folderAdvice(server: string): string {
  if (!server.startsWith("file:")) return "";
  return " pacman reads it as the user alpm: every folder above it must be open to others (chmod o+x).";
}

function problems({ missing, cycles, removed }: Report): Html {
  return html`${section(
    "Missing dependencies",
    "missing",
    missing.map(
      ({ entry, dependency, command }) =>
        html`<b>${entry}</b> needs <b>${dependency}</b>, which nothing here or in the distribution provides.${command ? html` Add it: <code>${command}</code>` : " List its package in packages.yaml."}`,
    ),
  )}${section(
    "Cycles",
    "cycles",
    cycles.map((cycle) => html`${[...cycle, ...cycle.slice(0, 1)].join(" → ")}`),
  )}${section(
    "No longer listed",
    "removed",
    removed.map(({ pkgname, reason }) => html`<b>${pkgname}</b>: ${reason}`),
  )}`;
}

/** A list under a heading; nothing where there is nothing to say. */
export function section(title: string, id: string, lines: readonly Html[]): Html | null {
  if (lines.length === 0) return null;
  return html`<h2 id="${id}">${title}</h2><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function runs({ runs }: Report): Html | null {
  if (runs.length === 0) return null;
  return html`<h2 id="runs">Runs</h2><table class="stacked">
<thead><tr><th>Run</th><th>Results</th><th>Published</th><th class="number">Took</th></tr></thead>
<tbody>${runs.map(runRow)}</tbody></table>`;
}

function runRow({ id, time, seconds, generation, outcomes }: RunSummary): Html {
  return html`<tr><td><a href="${hrefOf(`run/${pathSegment(id)}/index.html`)}">${timeInWords(time)}</a></td>
<td>${outcomesInWords(outcomes)}</td>
<td>${generation === null ? "nothing" : `generation ${generation}`}</td>
<td class="number small">${seconds === null ? null : secondsInWords(seconds)}</td></tr>`;
}

/** "3 built, 1 failed". */
function outcomesInWords(outcomes: RunSummary["outcomes"]): string {
  const order = ["built", "failed", "blocked", "postponed", "unneeded"] as const;
  const said = order.filter((outcome) => outcomes[outcome] > 0);
  return (
    said.map((outcome) => `${outcomes[outcome]} ${OUTCOME_LABELS[outcome].word}`).join(", ") ||
    "nothing to build"
  );
}

function sizeOf(packages: ReportedEntry["packages"]): number {
  return packages.reduce((total, { bytes }) => total + bytes, 0);
}
