import type { BuildResult, BuiltPackage, PhaseRecord, PlannedBuild } from "../documents/index.ts";
import { durationBar, phaseKey, secondsOf } from "./duration-bar.ts";
import { type Html, html, trusted } from "./html.ts";
import { outcomeLabel, statusLabel, testLabel } from "./labels.ts";
import type { LogSummary } from "./log-pages.ts";
import { htmlFile, type ReportFile } from "./page.ts";
import { hrefOf, pathSegment } from "./path-segment.ts";
import type { ReportedRun } from "./report-document.ts";
import { verdictWords } from "./run-page.ts";
import { bytesInWords, counted, secondsInWords, timeInWords } from "./words.ts";

const CHANGES = "changes.html";

/** Where the page of what changed in an entry's recipe lies, and what stands above it. */
export function changesPlace(run: Pick<ReportedRun, "id" | "time">, entry: string) {
  return {
    path: `report/run/${pathSegment(run.id)}/${pathSegment(entry)}/${CHANGES}`,
    trail: [...trailOf(run), { name: entry, href: "index.html" }],
  };
}

function trailOf({ time }: Pick<ReportedRun, "time">) {
  return [
    { name: "repository", href: "../../../index.html" },
    { name: `run of ${timeInWords(time)}`, href: "../index.html" },
  ];
}

/** A log that was written: `page` is relative to the run's folder. */
export type WrittenLog = LogSummary & {
  readonly entry: string;
  /** Which of the result's phases. */
  readonly index: number;
  readonly log: string;
  readonly page: string;
};

/** `report/run/<id>/<entry>/index.html`: how one result came about. */
export function resultPage(run: ReportedRun, result: BuildResult, logs: readonly WrittenLog[]): ReportFile {
  const planned = run.plan.jobs.find(({ entry }) => entry === result.entry) ?? null;
  return htmlFile(`report/run/${pathSegment(run.id)}/${pathSegment(result.entry)}/index.html`, {
    title: `${result.entry} · ${result.outcome}`,
    trail: trailOf(run),
    header: header(result, run),
    main: html`${phases(result, logs)}${tail(result, logs)}${packages(result)}${tests(result)}${madeFrom(result, planned)}`,
    footer: html`Image ${result.image === "" ? "unknown" : html`<code>${result.image}</code>`}`,
  });
}

function header({ entry, outcome, phase, fault, reason }: BuildResult, run: ReportedRun): Html {
  const verdict = run.verdicts.find((each) => each.entry === entry);
  const published = verdict ? verdictWords(verdict) : null;
  const broken = run.broken.find((each) => each.entry === entry);
  const changes = run.changed.includes(entry)
    ? html`<p><a href="${CHANGES}">What changed in its recipe</a></p>`
    : null;
  const whose = fault === "infrastructure" ? ", not the package's fault: it is tried again" : "";
  return html`<h1>${entry}</h1>
<p>${outcomeLabel(outcome)}${phase ? ` in ${phase}` : null}${whose}</p><p>${reason}</p>${broken ? html`<p>${statusLabel("broken")} as it is published: ${broken.reason}.</p>` : null}${published ? html`<p>${published}</p>` : null}${changes}`;
}

function phases({ phases, outcome, phase }: BuildResult, logs: readonly WrittenLog[]): Html | null {
  if (phases.length === 0) return null;
  const failed = outcome === "failed" ? phase : null;
  return html`<h2 id="phases">Phases</h2>${durationBar(phases, secondsOf(phases))}
<table class="stacked phases"><thead><tr><th>Phase</th><th class="number">Time</th><th>Ended</th><th>Log</th></tr></thead>
<tbody>${phases.map((record, index) => phaseRow(record, record.phase === failed, logs.find((log) => log.index === index) ?? null))}</tbody></table>`;
}

function phaseRow(record: PhaseRecord, failed: boolean, log: WrittenLog | null): Html {
  const { phase, seconds, exit, cut } = record;
  const exited = exit === null ? "killed or never started" : `exit ${exit}`;
  // An install test may run to its end and find the package wanting.
  const ended = failed && exit === 0 ? "failed" : exited;
  return html`<tr><td class="name">${phaseKey(phase)}${phase}</td><td class="number">${secondsInWords(seconds)}</td><td>${failed || exit === null ? html`<span class="bad">${ended}</span>` : ended}</td>
<td>${log && log.pages > 0 ? logLinks(log) : html`<span class="soft">no log was kept</span>`}${cut > 0 ? html`<div class="small wait">${bytesInWords(cut)} left out of its middle</div>` : null}</td></tr>`;
}

function logLinks({ page, pages, lines, masked }: WrittenLog): Html {
  const name = page.slice(page.indexOf("/") + 1);
  const last =
    pages > 1 ? html`, <a href="${hrefOf(logPageName(name, pages))}">page ${pages}, its end</a>` : null;
  return html`<a href="${hrefOf(name)}">${counted(lines, "line")}</a>${last}${masked > 0 ? html`<div class="small wait">${counted(masked, "secret-looking string")} masked</div>` : null}`;
}

/** "build.html", "build-2.html", … */
export function logPageName(first: string, number: number): string {
  return number === 1 ? first : first.replace(/\.html$/, `-${number}.html`);
}

/** The end of the log a failure happened in, so that most readers need no further page. */
function tail({ outcome, phase, phases }: BuildResult, logs: readonly WrittenLog[]): Html | null {
  const index = phases.findLastIndex((record) => record.phase === phase);
  const log = logs.find((each) => each.index === index);
  if (outcome !== "failed" || !log || log.lines === 0) return null;
  const { firstLine, markup } = log.tail;
  return html`<h2 id="end">How ${phase} ended</h2><ol class="log mono" start="${firstLine}">${trusted(markup)}</ol>`;
}

function packages({ packages }: BuildResult): Html | null {
  if (packages.length === 0) return null;
  return html`<h2 id="packages">Packages</h2>${packages.map(onePackage)}`;
}

function onePackage({
  pkgname,
  version,
  arch,
  file,
  bytes,
  sha256,
  offers,
  needs,
  members,
}: BuiltPackage): Html {
  return html`<div class="card"><h3>${pkgname} <span class="mono">${version}</span></h3><dl>
<dt>File</dt><dd class="mono">${file}</dd><dt>Size</dt><dd>${bytesInWords(bytes)}, ${arch}</dd>
<dt>SHA-256</dt><dd class="mono">${sha256}</dd>
${offers.length > 0 ? html`<dt>Offers</dt><dd class="mono">${offers.join("  ")}</dd>` : null}
${needs.length > 0 ? html`<dt>Needs</dt><dd class="mono">${needs.join("  ")}</dd>` : null}</dl>
${members.length > 0 ? html`<h3>Worth knowing</h3><ul>${members.map(({ kind, path, detail }) => html`<li>${kind} <code>${path}</code> ${detail}</li>`)}</ul>` : null}</div>`;
}

function tests({ tests }: BuildResult): Html | null {
  if (tests.length === 0) return null;
  return html`<h2 id="tests">Install test</h2><table class="stacked"><thead><tr><th>Test</th><th>Of</th><th>Outcome</th></tr></thead><tbody>${tests.map(
    ({ test, subject, outcome, detail }) =>
      html`<tr><td class="name">${test}</td><td class="subject mono">${subject}</td><td>${testLabel(outcome)}${detail ? html`<div class="small">${detail}</div>` : null}</td></tr>`,
  )}</tbody></table>`;
}

function madeFrom(result: BuildResult, planned: PlannedBuild | null): Html {
  const { commit, tree, key, uses, vcs, limits } = result;
  return html`<h2 id="inputs">Made from</h2><dl>
${planned ? html`<dt>Why</dt><dd>${planned.reason}</dd>` : null}
<dt>Commit</dt><dd class="mono">${commit ?? "a folder of this repository"}</dd><dt>Tree</dt><dd class="mono">${tree}</dd>
<dt>Build key</dt><dd class="mono">${key}</dd>
${uses.map(({ entry, value }) => html`<dt>Uses</dt><dd>${entry} <span class="mono">${value ?? "not known when planned"}</span></dd>`)}
${vcs.map(({ source, commit }) => html`<dt>Source</dt><dd class="mono">${source} at ${commit}</dd>`)}
${limits.length > 0 ? html`<dt>Limits</dt><dd>${limits.join(", ")}</dd>` : null}</dl>`;
}
