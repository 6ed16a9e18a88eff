import { accept, type Parsed, quote, refuse } from "./problem.ts";

/** A folder below a repository's root, "" for the root itself: without "./" in front and "/" behind. */
export function parseFolder(text: string): Parsed<string> {
  const folder = text.replace(/^(?:\.\/)+/, "").replace(/\/$/, "");
  if (folder === "." || folder === "") {
    return text.startsWith("/") ? refusePath(text, "is the root of the machine") : accept("");
  }
  const broken = CHECKS.find(({ pattern }) => pattern.test(folder));
  return broken === undefined ? accept(folder) : refusePath(text, broken.says);
}

const CHECKS = [
  { pattern: /^\//, says: "is an absolute path" },
  { pattern: /(?:^|\/)\.\.(?:\/|$)/, says: 'leaves the repository with ".."' },
  { pattern: /(?:^|\/)\.git(?:\/|$)/i, says: "is git's own folder" },
  {
    pattern: /(?:^|\/)(?:-|\.?(?:\/|$))/,
    says: 'holds an empty or "." part, or one that begins with a hyphen',
  },
  {
    pattern: /[^A-Za-z0-9@._+/-]/,
    says: "holds a character other than ASCII letters, digits and @ . _ + - /",
  },
];

function refusePath(text: string, says: string): Parsed<never> {
  return refuse("path", `${quote(text)} ${says}`, "name a folder below the root, such as pkgbuilds/yay");
}
