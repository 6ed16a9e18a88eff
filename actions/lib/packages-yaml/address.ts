import { accept, type Parsed, quote, type Refusal, refuse } from "./problem.ts";
import type { Rule } from "./rules.ts";

/** What an address may be beyond `https://host/path`. */
export type AddressRules = {
  readonly rule: Rule;
  /** Accepted beside https. */
  readonly also: readonly ("http" | "file")[];
  /** Whether a path must follow the host. */
  readonly needsPath: boolean;
  readonly example: string;
};

/**
 * An address that git, pacman and our own client all read alike: spelled out, so that no reader's leniency
 * (backslashes, tabs, missing hosts, `user@`) decides what is contacted.
 */
export function parseAddress(text: string, rules: AddressRules): Parsed<string> {
  const broken = CHECKS.find(({ breaks }) => breaks(text, rules));
  if (broken === undefined) return accept(text);
  const fix = broken.fix ?? `write an address such as ${rules.example}`;
  return refuse(rules.rule, `${quote(text)} ${broken.says(text, rules)}`, fix);
}

type Check = {
  readonly breaks: (text: string, rules: AddressRules) => boolean;
  readonly says: (text: string, rules: AddressRules) => string;
  readonly fix: Refusal["fix"] | null;
};

const CHECKS: readonly Check[] = [
  {
    breaks: (text, { also }) => schemeOf(text) === "file" && !also.includes("file"),
    says: () => "is a file: address, which only a user's own machine can read, never GitHub",
    fix: null,
  },
  {
    breaks: (text) => !/^[a-z][a-z0-9+.-]*:\/\//i.test(text),
    says: (_, { also }) =>
      `does not begin with ${["https", ...also].map((scheme) => `${scheme}://`).join(" or ")}`,
    fix: null,
  },
  {
    breaks: (text, { also }) => !["https", ...also].includes(schemeOf(text)),
    says: (text) => `uses ${schemeOf(text)}:, which anybody on the way can change`,
    fix: null,
  },
  {
    breaks: (text) => /^[a-z]+:\/\/[^/]*@/.test(text),
    says: () => "holds a user name or password, which this public file must not",
    fix: null,
  },
  {
    breaks: (text) => /[?#]/.test(text),
    says: () => "holds a query or fragment",
    fix: "remove everything from the ? or # on",
  },
  {
    breaks: (text) => /%(?:[01][0-9a-f]|7f|2f|5c|2e|(?![0-9a-f]{2}))/i.test(text),
    says: () => "holds an encoded control character, slash or dot, or a stray %",
    fix: "write the path plainly; encode only what needs it, such as %20 for a space",
  },
  {
    breaks: (text) =>
      text
        .split("/")
        .slice(3)
        .some((segment) => segment === ".." || segment === "."),
    says: () => 'holds "." or ".." in its path',
    fix: "write the path without them",
  },
  {
    breaks: (text, { needsPath }) => !(needsPath ? WITH_PATH : WITH_OR_WITHOUT_PATH).test(text),
    says: () => "is not scheme://host/path",
    fix: null,
  },
];

function schemeOf(text: string): string {
  return text.slice(0, text.indexOf(":"));
}

const HOST = String.raw`(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?`;
const PATH = "[A-Za-z0-9._~!$&'()*+,;=:@%/-]";
const WITH_PATH = new RegExp(`^(?:https?://${HOST}|file://)/(?=.*[^/])${PATH}+$`);
const WITH_OR_WITHOUT_PATH = new RegExp(`^(?:https?://${HOST}|file://)(?:/${PATH}*)?$`);
