import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CommandError } from "../exit-codes.ts";
import { oneLine } from "../terminal/terminal-text.ts";
import type { Call } from "../verb.ts";
import type { Wish } from "./find-additions.ts";

/**
 * What was typed after `add`. An address of the AUR is the name of its package.
 *
 * @throws CommandError `wrongUse`
 */
export function wishOf({ operands, values, environment }: Call): Wish {
  const typed = operands[0] ?? "";
  const path = typeof values.path === "string" ? values.path.replace(/^(?:\.?\/)+|\/+$/g, "") : null;
  const branch = typeof values.branch === "string" ? values.branch : null;
  const isAddress = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed);
  const isAurs = typed.startsWith(`${environment.aurUrl}/`);
  const aur = isAurs ? typed.slice(environment.aurUrl.length + 1).replace(/(?:\.git)?\/*$/, "") : undefined;
  const name = isAddress ? aur : typed;
  if (name === undefined || path !== null || branch !== null) {
    if (!isAddress)
      throw new CommandError("wrongUse", "--path and --branch belong to the address of a repository");
    const own = basename(path ?? typed.replace(/(?:\.git)?\/*$/, ""));
    return { kind: "git", name: own, git: typed, branch, path: path ?? "", neededBy: null };
  }
  if (/^[A-Za-z0-9@_+][A-Za-z0-9@._+-]*$/.test(name)) return { kind: "aur", name, neededBy: null };
  throw new CommandError(
    "wrongUse",
    `"${oneLine(name)}" is no name of a package, and no address of a repository${addressMeant(name)}`,
  );
}

/** What people write for an address: a folder, a host without https:, what ssh takes. */
function addressMeant(typed: string): string {
  const [, host, path] = /^(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+)[:/](\S+)$/.exec(typed) ?? [];
  if (host !== undefined) return `: write https://${host}/${oneLine(path ?? "")}`;
  if (!/^\.{0,2}\//.test(typed)) return "";
  const address = pathToFileURL(resolve(typed)).href;
  return `: write ${address} for a git repository in that folder; a folder of your own copy of the template is listed by hand, with \`path:\``;
}
