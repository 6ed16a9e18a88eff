import { PLAIN, type StyledRun, splitAtColours, type TextStyle } from "./ansi-colours.ts";
import { escapeText, isPlain } from "./html.ts";
import type { LogPiece } from "./log-lines.ts";
import { continuesPrivateKey, findSecrets, maskOf, opensPrivateKey, type SecretRange } from "./secrets.ts";

/** Turns a log's pieces, in their order, into markup: colours and private keys reach over lines. */
export type LogFormatter = {
  /** The inside of one line's element. */
  format(piece: LogPiece): string;
  /** How many secret-looking strings were masked so far. */
  masked(): number;
};

export function createLogFormatter(): LogFormatter {
  let style = PLAIN;
  let insideKey = false;
  let masked = 0;

  function secretsOf(text: string): readonly SecretRange[] {
    if (insideKey && continuesPrivateKey(text)) {
      return [{ start: 0, end: text.length, kind: "private key" }];
    }
    insideKey = opensPrivateKey(text);
    const secrets = findSecrets(text);
    masked += secrets.length;
    return secrets;
  }

  return {
    format(piece) {
      const runs = splitAtColours(piece.text, style);
      style = runs.at(-1)?.style ?? PLAIN;
      const secrets = secretsOf(runs.length === 1 ? piece.text : runs.map((run) => run.text).join(""));
      const nothingToDo = runs.length === 1 && style === PLAIN && secrets.length === 0;
      if (nothingToDo && isPlain(piece.text)) return piece.text;
      return maskRuns(runs, secrets).map(markupOf).join("");
    },
    masked: () => masked,
  };
}

/** A run of text, or a mask in the place of one. */
type Run = StyledRun & { readonly mask: boolean };

function maskRuns(runs: readonly StyledRun[], secrets: readonly SecretRange[]): readonly Run[] {
  let offset = 0;
  return runs.flatMap((run) => {
    const start = offset;
    offset += run.text.length;
    return maskRun(run, start, secrets);
  });
}

/** `start` is where the run begins in its line; a secret over several runs is masked in its first. */
function maskRun(run: StyledRun, start: number, secrets: readonly SecretRange[]): readonly Run[] {
  const end = start + run.text.length;
  const part = (from: number, to: number) => ({
    text: run.text.slice(from - start, to - start),
    style: run.style,
    mask: false,
  });
  const result: Run[] = [];
  let at = start;
  for (const secret of secrets) {
    if (secret.end <= start || secret.start >= end) continue;
    result.push(part(at, Math.max(secret.start, start)));
    if (secret.start >= start) result.push({ text: maskOf(secret.kind), style: PLAIN, mask: true });
    at = Math.min(secret.end, end);
  }
  return [...result, part(at, end)];
}

function markupOf(run: Run): string {
  if (run.text === "") return "";
  const text = escapeText(run.text);
  if (run.mask) return `<mark>${text}</mark>`;
  const names = run.style === PLAIN ? "" : classNames(run.style);
  return names === "" ? text : `<span class="${names}">${text}</span>`;
}

/** `f1` is red text, `b1` a red background; the style sheet knows them. */
function classNames(style: TextStyle): string {
  const [foreground, background] = style.inverse
    ? [style.background, style.foreground]
    : [style.foreground, style.background];
  return [
    foreground === null ? "" : `f${foreground}`,
    // Text in the colour of its background would be hidden.
    background === null || background === foreground ? "" : `b${background}`,
    style.inverse && background === null && foreground === null ? "inverse" : "",
    style.bold ? "bold" : "",
    style.dim ? "dim" : "",
    style.italic ? "italic" : "",
    style.underline ? "underline" : "",
  ]
    .filter((name) => name !== "")
    .join(" ");
}
