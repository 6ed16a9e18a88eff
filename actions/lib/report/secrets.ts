/** A stretch of text that looks like a secret: offsets in UTF-16 units, and what it looks like. */
export type SecretRange = { readonly start: number; readonly end: number; readonly kind: string };

/**
 * Where a line holds what looks like a secret, in order and without overlaps. Only forms that are
 * recognisable by themselves or by the name before them: hexadecimal hashes are everywhere in build logs.
 * Time is linear in the length of the text, whatever it holds.
 */
export function findSecrets(text: string): readonly SecretRange[] {
  if (!HINT.test(text)) return [];
  const found = PATTERNS.flatMap(({ kind, pattern }) =>
    Array.from(text.matchAll(pattern), (match) => {
      const [start, end] = match.indices?.groups?.secret ?? [match.index, match.index + match[0].length];
      return { start, end, kind };
    }),
  ).toSorted((a, b) => a.start - b.start || b.end - a.end);
  return withoutOverlaps(found);
}

/** The text with each secret replaced by words that say what stood there, and how many they were. */
export function maskSecrets(text: string): { readonly text: string; readonly masked: number } {
  const secrets = findSecrets(text);
  let masked = "";
  let from = 0;
  for (const { start, end, kind } of secrets) {
    masked += `${text.slice(from, start)}${maskOf(kind)}`;
    from = end;
  }
  return { text: masked + text.slice(from), masked: secrets.length };
}

/** What stands in the place of a secret. */
export function maskOf(kind: string): string {
  return `‹masked: ${kind}›`;
}

/** Whether a line opens a private key, whose following lines are secret too; and whether it also ends there. */
export function opensPrivateKey(line: string): boolean {
  return line.includes("PRIVATE KEY") && KEY_BEGIN.test(line) && !KEY_END.test(line);
}

/** Whether a line can belong to an armored private key; the line that ends it does not. */
export function continuesPrivateKey(line: string): boolean {
  return KEY_BODY.test(line);
}

const KEY_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const KEY_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
// Base64, a checksum, a header as RFC 1421 and RFC 9580 have them, or nothing.
const KEY_BODY = /^\s*(?:[A-Za-z0-9+/=]{0,100}|[A-Z][A-Za-z-]{2,20}: [^\n]{0,100})\s*$/;

const HINT =
  /A(?:KI|SI|RO|ID)A|gh[pousr]_|github_pat_|glpat-|npm_|pypi-|xox[abeprs]-|sk-|_live_|AIza|eyJ|PRIVATE KEY|:\/\/|secret|auth|AUTOREPO_/i;

// A look-behind keeps every pattern from starting again inside its own text: that would be quadratic.
const PATTERNS: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  { kind: "private key", pattern: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----.*/dg },
  { kind: "AWS access key", pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}(?![A-Za-z0-9])/dg },
  {
    kind: "AWS secret key",
    pattern:
      /secret_?access_?key["']?\s{0,4}[:=]\s{0,4}["']?(?<secret>[A-Za-z0-9/+=]{40})(?![A-Za-z0-9/+=])/dgi,
  },
  { kind: "GitHub token", pattern: /(?<![A-Za-z0-9_])(?:gh[pousr]_|github_pat_)[\w.-]{20,}/dg },
  { kind: "GitLab token", pattern: /(?<![\w-])glpat-[\w.-]{20,}/dg },
  { kind: "npm token", pattern: /(?<![A-Za-z0-9_])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/dg },
  { kind: "PyPI token", pattern: /(?<![\w-])pypi-[\w-]{50,}/dg },
  { kind: "Slack token", pattern: /(?<![\w-])xox[abeprs]-[\w-]{10,}/dg },
  { kind: "API key", pattern: /(?<![\w-])sk-(?:(?:proj|ant|svcacct|or)-[\w-]{20,}|[A-Za-z0-9]{32,})/dg },
  { kind: "API key", pattern: /(?<![A-Za-z0-9_])[sr]k_live_[A-Za-z0-9]{16,}/dg },
  { kind: "API key", pattern: /(?<![\w-])AIza[\w-]{35}(?![\w-])/dg },
  { kind: "JSON web token", pattern: /(?<![\w.-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/dg },
  { kind: "password", pattern: /:\/\/[^\s:/@'"]{0,100}:(?<secret>[^\s:/@'"]{1,200})@/dg },
  {
    kind: "credential",
    pattern:
      /authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:bearer|basic|token)\s{1,4}(?<secret>[^\s"']{8,})/dgi,
  },
  {
    kind: "secret of this repository",
    pattern: /AUTOREPO_(?:SIGNING_KEY|SIGNING_PASSPHRASE|SMTP_URL)\s{0,4}[:=]\s{0,4}(?<secret>\S.*)/dg,
  },
];

function withoutOverlaps(ranges: readonly SecretRange[]): readonly SecretRange[] {
  let end = 0;
  return ranges.filter((range) => {
    if (range.start < end) return false;
    end = range.end;
    return true;
  });
}
