import type { BuildResult } from "../documents/index.ts";
import { type IdleSection, idleSections } from "../planning/index.ts";
import { durationBar, phaseLegend, secondsOf } from "./duration-bar.ts";
import { section } from "./front-page.ts";
import { type Html, html } from "./html.ts";
import { outcomeLabel, statusLabel } from "./labels.ts";
import { htmlFile, type ReportFile, webLink } from "./page.ts";
import { hrefOf, pathSegment } from "./path-segment.ts";
import type { ReportedRun } from "./report-document.ts";
import { counted, secondsInWords, timeInWords } from "./words.ts";

/** `report/run/<id>/index.html`: every result of a run, and what it left alone. */
export function runPage(run: ReportedRun): ReportFile {
  return htmlFile(`report/run/${pathSegment(run.id)}/index.html`, {
    title: `Run of ${timeInWords(run.time)}`,
    trail: [{ name: "repository", href: "../../index.html" }],
    header: header(run),
    main: html`${masked(run)}${broken(run)}${results(run)}${plan(run)}`,
    footer: html`The same facts for programs: <a href="run.json">run.json</a>.`,
  });
}

/** Failures first: they are what a reader comes for. */
const ORDER: readonly BuildResult["outcome"][] = ["failed", "blocked", "postponed", "built", "unneeded"];

function header({ time, seconds, url, generation, plan }: ReportedRun): Html {
  return html`<h1>Run of ${timeInWords(time)}</h1>
<p class="soft">${generation === null ? "Published nothing" : `Published generation ${generation}`}${seconds === null ? null : `, took ${secondsInWords(seconds)}`}${plan.commit ? html`, packages.yaml at <code>${plan.commit.slice(0, 12)}</code>` : null}${url ? html`, ${webLink(url, "workflow run")}` : null}.</p>`;
}

function masked(run: ReportedRun): Html | null {
  if (run.masked === 0) return null;
  const strings = counted(run.masked, "secret-looking string");
  const affected = run.logs.filter((log) => log.masked > 0);
  const links = affected.map((log) => html` <a href="${hrefOf(log.page)}">${log.entry} ${log.log}</a>`);
  return html`<p class="note">${strings} masked in logs and messages.${links} If one was real, replace it where it came from.</p>`;
}

function broken({ broken }: ReportedRun): Html | null {
  const lines = broken.map(({ reason }) => html`${statusLabel("broken")} ${reason}`);
  return section("Published, and broken", "broken", lines);
}

function results(run: ReportedRun): Html {
  if (run.results.length === 0) return html`<p>Nothing was to be built.</p>`;
  const longest = Math.max(...run.results.map(({ phases }) => secondsOf(phases)));
  const sorted = ORDER.flatMap((outcome) => run.results.filter((result) => result.outcome === outcome));
  const verdicts = new Map(run.verdicts.map((verdict) => [verdict.entry, verdictWords(verdict)]));
  return html`<h2 id="results">Results</h2>${phaseLegend()}<table class="stacked">
<thead><tr><th>Package</th><th>Outcome</th><th>Time by phase</th><th class="number">Time</th></tr></thead>
<tbody>${sorted.map((result) => resultRow(result, longest, verdicts.get(result.entry) ?? null))}</tbody></table>`;
}

function resultRow(result: BuildResult, longest: number, verdict: string | null): Html {
  const { entry, outcome, phase, reason, phases } = result;
  const seconds = secondsOf(phases);
  return html`<tr id="entry-${entry}">
<td class="name"><a href="${hrefOf(`${pathSegment(entry)}/index.html`)}">${entry}</a><div class="small soft mono">${versions(result)}</div></td>
<td>${outcomeLabel(outcome)}${phase ? html` <span class="small">in ${phase}</span>` : null}<div class="small soft">${reason}</div>${verdict ? html`<div class="small">${verdict}</div>` : null}</td>
<td class="bar-column">${phases.length > 0 ? durationBar(phases, longest) : null}</td>
<td class="number small">${phases.length > 0 ? secondsInWords(seconds) : null}</td>
</tr>`;
}

/** What publish did, where the outcome does not say it. */
export function verdictWords({ outcome, reason }: ReportedRun["verdicts"][number]): string | null {
  const said = ["published", "failed", "blocked", "unneeded"].includes(outcome);
  return said ? null : `${outcome} by publish: ${reason}`;
}

function versions({ packages, metadata }: BuildResult): string {
  const built = [...new Set(packages.map(({ version }) => version))];
  return built.length > 0 ? built.join(", ") : (metadata?.version ?? "");
}

function plan({ plan }: ReportedRun): Html {
  const { missing, cycles, removes, idle } = plan;
  return html`${section(
    "Missing dependencies",
    "missing",
    missing.map(
      ({ entry, dependency, command }) =>
        html`<b>${entry}</b> needs <b>${dependency}</b>${command ? html`: <code>${command}</code>` : ", which nothing provides: list its package in packages.yaml"}`,
    ),
  )}${section(
    "Cycles",
    "cycles",
    cycles.map((cycle) => html`${cycle.join(" → ")}`),
  )}${section(
    "No longer listed",
    "removed",
    removes.map(({ pkgname, reason }) => html`<b>${pkgname}</b>: ${reason}`),
  )}${idleSections(idle).map(idleTable)}`;
}

/** Entries that share a reason share a row. */
function idleTable({ standing, heading, reasons }: IdleSection): Html {
  return html`<h2 id="${standing}">${heading}</h2><table class="stacked idle">
<thead><tr><th>Why</th><th>Packages</th></tr></thead>
<tbody>${reasons.map(({ reason, entries }) => html`<tr><td>${reason}</td><td class="small">${entries.map(listedName)}</td></tr>`)}</tbody></table>`;
}

function listedName(name: string, index: number): Html {
  return html`${index > 0 ? ", " : null}<span>${name}</span>`;
}
