import type { Invocation } from "./invoke.ts";
import { invoke } from "./invoke.ts";
import { joined, known, type Parts, textOf, UNKNOWN } from "./parts.ts";
import type { Word } from "./script.ts";
import type { Input, Shell } from "./shell.ts";
import { runElsewhere } from "./texts.ts";
import { apart } from "./walk.ts";
import { withoutText } from "./wrappers.ts";
import { writtenTo } from "./written-files.ts";

/** Shells, and what is a shell under another name. */
const SHELLS = /^(?:(?:ba|da|a|k|mk|z|fi|ya|r?ba|busybox )?sh|lksh|rksh|rbash)$/;

/** Follows the texts that a program is given to run: `bash -c`, `sh <<END`, `find -exec`. */
export function runTexts(name: string, invocation: Invocation, shell: Shell): void {
  const program = name.slice(name.lastIndexOf("/") + 1);
  const given = invocation.words.slice(1);
  const written = name.includes("/") && invocation.words[0] ? writtenTo(invocation.words[0], shell) : null;
  if (written !== null) runWritten(written, { invocation, shell });
  else if (SHELLS.test(program)) runShell(program, given, { invocation, shell });
  else if (program === "find" || program === "fd") runFound(program, invocation, shell);
  else if (program === "su" || program === "runuser" || program === "script" || program === "ssh")
    runCommandOption(program, given, { invocation, shell });
  else if (program === "env") runEnvString(given, { invocation, shell });
  else if (program === "watch") runJoined(program, given, { invocation, shell });
  runHereDocuments(program, { invocation, shell });
}

type Where = { readonly invocation: Invocation; readonly shell: Shell };

function runShell(program: string, given: readonly Word[], { invocation, shell }: Where): void {
  const options = optionsOf(given);
  const span = invocation.node;
  if (options.command) {
    const [text, , ...rest] = given.slice(options.at);
    if (text === undefined) return;
    const via = [`${program} -c`, ...decodedBy(text)];
    runElsewhere(text.parts, { via, span, given: rest.map(({ parts }) => parts) }, shell);
    return;
  }
  const script = given[options.at];
  const args = given.slice(options.at + 1).map(({ parts }) => parts);
  if (script === undefined || options.stdin || textOf(script.parts) === "-")
    runInput(shell.input, { program, span, given: options.stdin ? null : args }, shell);
  else {
    const text = fileGiven(script, invocation, shell);
    if (text === null) return;
    const label = script.raw.startsWith("<(") ? "<(…)" : script.raw;
    runElsewhere(text.text, { via: [`${program} ${label}`, ...text.via], span, given: args }, shell);
  }
}

/** What a file holds that is named to be run: `<(…)`, a descriptor, or a file that was written before. */
export function fileGiven(file: Word, { redirections }: Invocation, shell: Shell): Input | null {
  if (file.raw.startsWith("<(")) return shell.reader.substituted(file.raw, shell);
  const number = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(textOf(file.parts) ?? "")?.[1];
  if (textOf(file.parts) === "/dev/stdin" || number === "0") return shell.input;
  if (number === undefined) return writtenTo(file, shell);
  const given = redirections.find(
    ({ operator, descriptor }) => operator.startsWith("<<") && descriptor === Number(number),
  );
  return given === undefined ? null : { text: given.target.parts, via: [] };
}

function runWritten({ text, via }: Input, { invocation, shell }: Where): void {
  const label = invocation.words[0]?.raw ?? "";
  const given = invocation.words.slice(1).map(({ parts }) => parts);
  runElsewhere(text, { via: [label, ...via], span: invocation.node, given }, shell);
}

function runInput(
  input: Input | null,
  { program, span, given }: { program: string; span: Invocation["node"]; given: readonly Parts[] | null },
  shell: Shell,
): void {
  if (input === null || input.text.every((part) => part === null)) return;
  runElsewhere(input.text, { via: [`input of ${program}`, ...input.via], span, given }, shell);
}

function decodedBy({ disguises }: Word): readonly string[] {
  return disguises.includes("decoded") ? ["decoded"] : [];
}

/** Where the operands of a shell begin, and whether the first is a text to run. */
function optionsOf(given: readonly Word[]): { at: number; command: boolean; stdin: boolean } {
  let [command, stdin, at] = [false, false, 0];
  for (; at < given.length; at++) {
    const text = textOf(given[at]?.parts ?? UNKNOWN);
    if (text === null || !/^[-+]./.test(text)) break;
    if (text === "--") return { at: at + 1, command, stdin };
    if (/^--(?:rcfile|init-file)$/.test(text) || /^[-+][A-Za-z]*[oO]$/.test(text)) at++;
    if (/^-[A-Za-z]*c/.test(text)) command = true;
    if (/^-[A-Za-z]*s/.test(text)) stdin = true;
  }
  return { at, command, stdin };
}

/** `find … -exec command {} ;` */
function runFound(program: string, invocation: Invocation, shell: Shell): void {
  const { words } = invocation;
  const texts = words.map(({ parts }) => textOf(parts));
  for (const [at, text] of texts.entries()) {
    if (text === null || !/^(?:-exec|-execdir|-ok|-okdir|-x|-X|--exec|--exec-batch)$/.test(text)) continue;
    const end = texts.findIndex(
      (other, later) => later > at && (other === ";" || (other === "+" && texts[later - 1] === "{}")),
    );
    const inner = words.slice(at + 1, end < 0 ? words.length : end);
    const own = { ...apart(shell), via: [...shell.via, `${program} ${text}`] };
    invoke({ ...invocation, words: inner.map(foundWord), redirections: [] }, own, "programs");
  }
}

function foundWord(word: Word): Word {
  return textOf(word.parts)?.includes("{}") ? withoutText(word, "{}") : word;
}

/** `su -c text`, `script -c text`, `ssh host text`. */
function runCommandOption(program: string, given: readonly Word[], { invocation, shell }: Where): void {
  const at = given.findIndex(({ parts }) =>
    /^(?:-[A-Za-z]*c|--command|--session-command)$/.test(textOf(parts) ?? ""),
  );
  const text = at < 0 ? undefined : given[at + 1];
  if (text === undefined) return;
  runElsewhere(text.parts, { via: [`${program} -c`], span: invocation.node, given: null }, shell);
}

/** `env -S "command words"`. */
function runEnvString(given: readonly Word[], { invocation, shell }: Where): void {
  const at = given.findIndex(({ parts }) => /^(?:-[A-Za-z]*S|--split-string)/.test(parts[0] ?? ""));
  const option = given[at];
  if (option === undefined) return;
  const attached = /^(?:-[A-Za-z]*S|--split-string=)(.+)/s.exec(textOf(option.parts) ?? "")?.[1];
  const text = attached === undefined ? given[at + 1]?.parts : known(attached);
  if (text !== undefined) runElsewhere(text, { via: ["env -S"], span: invocation.node, given: null }, shell);
}

function runJoined(program: string, given: readonly Word[], { invocation, shell }: Where): void {
  const text = joined(given.flatMap(({ parts }, at) => (at === 0 ? [parts] : [known(" "), parts])));
  runElsewhere(text, { via: [program], span: invocation.node, given: null }, shell);
}

/** A here-document that is a script of its own, written to a file for later. */
function runHereDocuments(program: string, { invocation, shell }: Where): void {
  if (SHELLS.test(program)) return;
  for (const { operator, target } of invocation.redirections) {
    const text = target.parts[0] ?? "";
    if (!operator.startsWith("<<") || !/^#!\s*\S*(?:\/|\s)(?:ba|da|z|k)?sh\b/.test(text)) continue;
    runElsewhere(
      target.parts,
      { via: ["file from a here-document"], span: invocation.node, given: null },
      shell,
    );
  }
}
