import type { Ref } from "./packages-yaml.ts";
import { accept, type Parsed, quote, refuse } from "./problem.ts";

/**
 * What `ref:` names. 40 hexadecimal digits are a commit; `refs/tags/NAME` and `tags/NAME` a tag;
 * `refs/heads/NAME`, `heads/NAME` and any other text a branch.
 */
export function parseRef(text: string): Parsed<Ref> {
  if (/^[0-9a-f]+$/i.test(text) && looksLikeCommit(text)) return parseCommit(text.toLowerCase());
  const [, kind, name] = /^(?:refs\/)?(heads|tags)\/(.*)$/s.exec(text) ?? [null, "heads", text];
  const parsed = parseRefName(name ?? "", "ref");
  if (!parsed.ok) return parsed;
  return accept({ kind: kind === "tags" ? "tag" : "branch", name: parsed.value });
}

/** A branch's name, by the rules of git-check-ref-format(1). */
export function parseBranch(text: string): Parsed<string> {
  if (text.startsWith("refs/")) {
    return refuse("branch", `${quote(text)} is a full reference`, `name the branch alone, without "refs/…/"`);
  }
  return parseRefName(text, "branch");
}

/** Git abbreviates to 4 digits at least; a word such as "feed" is a branch, "feedbee" is not one for sure. */
function looksLikeCommit(text: string): boolean {
  return text.length >= 7 || (text.length >= 4 && /[0-9]/.test(text));
}

function parseCommit(sha: string): Parsed<Ref> {
  if (sha.length === 64) {
    return refuse("ref", `${quote(sha)} is a SHA-256 commit; only SHA-1 repositories are read`, ALL_DIGITS);
  }
  if (sha.length !== 40) {
    const fix = `${ALL_DIGITS}; if it is a branch, write refs/heads/${sha.slice(0, 60)}`;
    return refuse("ref", `${quote(sha)} has ${sha.length} hexadecimal digits; a commit has 40`, fix);
  }
  if (/^0+$/.test(sha)) return refuse("ref", "40 zeros name no commit", ALL_DIGITS);
  return accept({ kind: "commit", sha });
}

const ALL_DIGITS = "write all 40 digits of the commit, as git rev-parse prints them";

function parseRefName(name: string, rule: "ref" | "branch"): Parsed<string> {
  if (name === "HEAD") {
    const fix =
      rule === "ref"
        ? "write the commit you have read, as git rev-parse HEAD prints it, or name the branch"
        : "name the branch, or remove the line to follow HEAD";
    return refuse(rule, '"HEAD" is not a name', fix);
  }
  if (REFUSED_BY_GIT.some((pattern) => pattern.test(name))) {
    const fix =
      rule === "ref"
        ? "write a commit of 40 digits, a branch, or refs/tags/NAME"
        : "name a branch that git accepts, such as main";
    return refuse(rule, `${quote(name)} cannot be the name of a branch or tag (git-check-ref-format)`, fix);
  }
  return accept(name);
}

const REFUSED_BY_GIT = [
  /^$/,
  /^@$/,
  /^-/,
  /[\s\p{Cc}\p{Cf}~^:?*[\\]/u,
  /\.\.|@\{|\/\//,
  /^\/|[/.]$/,
  /(?:^|\/)\./,
  /\.lock(?:\/|$)/,
];
