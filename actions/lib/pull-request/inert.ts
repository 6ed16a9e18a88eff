import { visibleLine } from "../comparison/index.ts";

/**
 * Words of upstream's as Markdown that shows them and does nothing: no markup, HTML, link, mention or reference. They
 * never begin a line of ours, where some signs would make lists and headings.
 */
export function inertProse(text: string, longest = LONGEST_PROSE): string {
  const { shown, cut } = cutAt(onOneLine(text), longest);
  const inert = withoutReferences(shown)
    .replace(/(?<=[A-Za-z0-9])@|:(?=\/\/)|(?<=www)\.|(?<=mailto|xmpp):/gi, `${BREAK}$&${BREAK}`)
    .replace(WORD_OR_SIGN, (part) => (part.length > 1 ? inertWord(part) : (ENTITIES[part] ?? `\\${part}`)));
  return inert + cut;
}

const WORD_OR_SIGN = /[A-Za-z0-9][A-Za-z0-9.+-]*[A-Za-z0-9]|[\\`*_[\]<>&!~$|^#]/g;

/** What may be a commit becomes code, where it is no link: people copy commits, and versions that look like one. */
function inertWord(word: string): string {
  return COMMIT.test(word) ? `\`${word}\`` : word;
}

/** As code within a line. */
export function inertCode(text: string, longest = LONGEST_CODE): string {
  const { shown, cut } = cutAt(onOneLine(text), longest);
  const quotes = "`".repeat(longestRun(shown, "`") + 1);
  const space = /^`|`$|^ .* $|^$/.test(shown) ? " " : "";
  return `${quotes}${space}${withoutReferences(shown)}${space}${quotes}${cut}`;
}

/** Longer words are cut, and what is cut is counted. */
const LONGEST_PROSE = 800;
const LONGEST_CODE = 240;

function cutAt(text: string, longest: number): { readonly shown: string; readonly cut: string } {
  if (text.length <= longest) return { shown: text, cut: "" };
  const shown = [...text.slice(0, longest)].slice(0, -1).join("");
  return { shown, cut: ` (and ${text.length - shown.length} more characters)` };
}

/** Visible lines as a block of code that nothing in them can end. */
export function inertBlock(lines: readonly string[], language: "diff" | "text"): string {
  const longest = Math.max(2, ...lines.map((line) => longestRun(line, "`")));
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, ...lines.map(withoutReferences), fence].join("\n");
}

/**
 * GitHub resolves mentions, references and "Fixes #1" in comments, and in commit messages, where a squash may put a
 * pull request's text and code is no longer code. A zero-width space takes them apart and is not seen.
 */
export function withoutReferences(text: string): string {
  return text
    .replace(CLOSING_KEYWORD, (keyword) => keyword[0] + BREAK + keyword.slice(1))
    .replace(/(?<![A-Za-z0-9_])@(?=[A-Za-z0-9])/g, `@${BREAK}`)
    .replace(/#(?=\d)/g, `#${BREAK}`)
    .replace(/\b(gh)-(?=\d)/gi, `$1${BREAK}-`);
}

const BREAK = "\u200b";
/** Seven to forty hexadecimal digits are a link where the repository has such a commit. */
const COMMIT = /(?<![0-9A-Za-z])[0-9a-f]{7,40}(?![0-9A-Za-z])/i;
const CLOSING_KEYWORD =
  /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)(?=:?\s{1,20}(?:#|gh-|https?:|[\w.-]{1,100}\/[\w.-]{1,100}#))/gi;

const ENTITIES: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;" };

function onOneLine(text: string): string {
  return text.split("\n").map(visibleLine).join("⟦U+000A⟧");
}

function longestRun(text: string, sign: string): number {
  let [longest, run] = [0, 0];
  for (const character of text) {
    run = character === sign ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
