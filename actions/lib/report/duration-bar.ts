import { PHASES, type PhaseRecord } from "../documents/index.ts";
import { type Html, html, trusted } from "./html.ts";
import { secondsInWords } from "./words.ts";

/** The phases of a build one after another, as long as their share of `longest` seconds. */
export function durationBar(phases: readonly PhaseRecord[], longest: number): Html {
  const scale = 1000 / Math.max(longest, 0.001);
  let from = 0;
  const parts = phases.map(({ phase, seconds }) => {
    const x = from;
    from += seconds * scale;
    const width = Math.max(seconds * scale, 0);
    return html`<rect class="${phaseClass(phase)}" x="${x.toFixed(1)}" width="${width.toFixed(1)}" height="10"><title>${phase}: ${secondsInWords(seconds)}</title></rect>`;
  });
  const words = phases.map(({ phase, seconds }) => `${phase} ${secondsInWords(seconds)}`).join(", ");
  return html`<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label="${words}">${parts}</svg>`;
}

/** Which colour is which phase. */
export function phaseLegend(): Html {
  const phases = PHASES.filter((phase) => phase !== "publish");
  return html`<ul class="legend">${phases.map((phase) => html`<li>${phaseKey(phase)}${phase}</li>`)}</ul>`;
}

export function phaseKey(phase: PhaseRecord["phase"]): Html {
  return html`<svg class="key" viewBox="0 0 10 10" aria-hidden="true"><rect class="${phaseClass(phase)}" width="10" height="10" rx="2"/></svg>`;
}

export function secondsOf(phases: readonly PhaseRecord[]): number {
  return phases.reduce((total, { seconds }) => total + seconds, 0);
}

function phaseClass(phase: PhaseRecord["phase"]): Html {
  return trusted(`p${PHASES.indexOf(phase)}`);
}
