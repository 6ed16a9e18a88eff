import { isMap, isScalar, type YAMLMap } from "yaml";
import { editAlone } from "./edit-alone.ts";
import { EditError } from "./edit-error.ts";
import {
  applied,
  type Edit,
  keyOf,
  lineEndOf,
  lineStart,
  packagesIn,
  plain,
  type Setting,
  settingsOf,
  startOf,
} from "./entry-text.ts";

/**
 * The text of packages.yaml with one entry's `ref:` set to a commit. One line changes, or one is added; every other
 * character stays, and quotes and comment of the line too. Throws an EditError where the text gives no room for that.
 */
export function movePin(text: string, entry: string, sha: string): string {
  if (!/^[0-9a-f]{40}$/.test(sha)) {
    throw new EditError(
      "not-a-commit",
      `cannot pin "${entry}" to "${sha}": a commit has 40 hexadecimal digits`,
    );
  }
  return editAlone(text, entry, (part) => withPin(part, entry, sha));
}

function withPin(text: string, entry: string, sha: string): string {
  const found = settingsOf(packagesIn(text)).find((pair) => keyOf(pair) === entry);
  if (found === undefined) {
    throw new EditError(
      "no-such-entry",
      `packages.yaml has no entry "${entry}" under "packages:" that could be read`,
    );
  }
  const edited = applied(text, editOf(text, found, sha));
  if (pinIn(edited, entry) !== sha)
    throw notEditable(entry, "it is not written as a plain block of settings");
  return edited;
}

function pinIn(text: string, entry: string): unknown {
  const pair = settingsOf(packagesIn(text)).find((candidate) => keyOf(candidate) === entry);
  return isMap(pair?.value) ? pair.value.get("ref") : null;
}

function editOf(text: string, pair: Setting, sha: string): Edit {
  const { value } = pair;
  if (!isMap(value)) return addFirstSetting(text, pair, sha);
  const written = value.items.find((setting) => keyOf(setting) === "ref");
  if (written !== undefined) return replaceValue(text, written, { entry: keyOf(pair) ?? "", sha });
  return value.flow ? addToFlow(text, value, sha) : addSetting(text, value, sha);
}

function replaceValue(
  text: string,
  { key, value }: Setting,
  { entry, sha }: { entry: string; sha: string },
): Edit {
  const [at, end] = (isScalar(value) ? value.range : null) ?? [0, 0];
  const old = text.slice(at, end);
  if (!isScalar(value) || old.includes("\n")) throw notEditable(entry, 'its "ref:" is not one text');
  if (old === "") return insertAfterColon(text, startOf(key), sha);
  const [, mark = ""] = /^(["'])/.exec(old) ?? [];
  return { at, end, insert: mark === "" ? plain(sha) : mark + sha + mark };
}

function insertAfterColon(text: string, key: number, sha: string): Edit {
  const at = text.indexOf(":", key) + 1;
  return { at, end: at, insert: ` ${plain(sha)}` };
}

/** `{ git: … }` becomes `{ ref: …, git: … }`. */
function addToFlow(text: string, map: YAMLMap, sha: string): Edit {
  const at = (map.range?.[0] ?? 0) + 1;
  const comma = map.items.length > 0 ? "," : "";
  const space = /\s/.test(text[at] ?? "") ? "" : " ";
  return { at, end: at, insert: ` ref: ${plain(sha)}${comma}${space}` };
}

/** After what says where the package comes from, as the annotated packages.yaml has it; else before all others. */
function addSetting(text: string, map: YAMLMap<unknown, unknown>, sha: string): Edit {
  const first = map.items[0];
  const origin = map.items.filter((setting) => ORIGIN.includes(keyOf(setting) ?? "")).at(-1);
  const firstKey = startOf(first?.key);
  const firstLine = lineStart(text, firstKey);
  const indent = text.slice(firstLine, firstKey);
  const line = `${indent}ref: ${plain(sha)}`;
  if (origin === undefined)
    return { at: firstLine, end: firstLine, insert: line + lineEndOf(text, firstLine) };
  return lineAfter(text, startOf(origin.value) || startOf(origin.key), line);
}

const ORIGIN = ["git", "branch", "path"];

/** `yay:` alone gets a first setting below it, two columns further in. */
function addFirstSetting(text: string, pair: Setting, sha: string): Edit {
  const key = startOf(pair.key);
  return lineAfter(text, key, `${" ".repeat(key - lineStart(text, key) + 2)}ref: ${plain(sha)}`);
}

function lineAfter(text: string, offset: number, line: string): Edit {
  const next = text.indexOf("\n", offset) + 1;
  if (next === 0) return { at: text.length, end: text.length, insert: lineEndOf(text, offset) + line };
  return { at: next, end: next, insert: line + lineEndOf(text, offset) };
}

function notEditable(entry: string, reason: string): EditError {
  return new EditError(
    "not-editable",
    `cannot move the pin of "${entry}": ${reason}; edit packages.yaml by hand`,
  );
}
