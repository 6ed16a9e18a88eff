import { type Argument, argumentOf, type Path, pathOf } from "./argument.ts";
import { hasOption, operands, optionValues, type Step } from "./step.ts";

/** How a step touches a path. */
export type Touch = {
  readonly argument: Argument;
  readonly path: Path;
  readonly how: "writes" | "removes" | "reads";
};

/** Paths that a step writes, removes or reads, as its program takes them. */
export function touchesOf(step: Step): Touch[] {
  const touch = (how: Touch["how"]) => (argument: Argument) => ({ argument, path: pathOf(argument), how });
  return [
    ...redirected(step).map(touch("writes")),
    ...written(step).map(touch("writes")),
    ...removed(step).map(touch("removes")),
    ...read(step).map(touch("reads")),
  ];
}

function redirected({ command }: Step): Argument[] {
  return command.redirections
    .filter(({ operator }) => /^(\d*|&)>[>|&]?$|^&>>?$|^<>$/.test(operator))
    .map(({ target }) => argumentOf(target));
}

const TO_LAST = /^(cp|mv|ln|install|rsync|ditto)$/;
const TO_ALL = /^(tee|touch|mkdir|truncate|chattr|sponge|ed)$/;

function written(step: Step): readonly Argument[] {
  const { program } = step;
  const words = operands(step);
  if (program === null) return [];
  if (TO_LAST.test(program)) return writtenByCopy(step, words);
  if (TO_ALL.test(program)) return words;
  if ((program === "sed" || program === "perl") && hasOption(step, /^(-[a-zA-Z]*i|--in-place)/))
    return editedFiles(step);
  if (program === "dd")
    return step.arguments.flatMap((word) =>
      word.text.startsWith("of=")
        ? [{ ...word, text: word.text.slice(3), raw: word.raw.replace(/^of=/, "") }]
        : [],
    );
  if (program === "curl") return optionValues(step, { short: "o", long: "output" });
  if (program === "wget")
    return [
      ...optionValues(step, { short: "O", long: "output-document" }),
      ...optionValues(step, { short: "P", long: "directory-prefix" }),
    ];
  if (program === "tar" || program === "bsdtar") return optionValues(step, { short: "C", long: "directory" });
  if (program === "unzip") return optionValues(step, { short: "d", long: "d" });
  return [];
}

/** Operands that are not the program that edits. */
function editedFiles(step: Step): readonly Argument[] {
  const isProgram = /^(-[a-zA-Z]*[ef]|--expression|--file)$/;
  const words = step.arguments.filter(
    ({ text }, at) => !text.startsWith("-") && !isProgram.test(step.arguments[at - 1]?.text ?? ""),
  );
  return hasOption(step, /^(-[a-zA-Z]*[ef]$|-e|--expression|--file)/) ? words : words.slice(1);
}

function writtenByCopy(step: Step, words: readonly Argument[]): readonly Argument[] {
  const folder = optionValues(step, { short: "t", long: "target-directory" });
  if (folder.length > 0) return folder;
  if (step.program === "install" && hasOption(step, /^(-[a-zA-Z]*d[a-zA-Z0-9]*|--directory)$/)) return words;
  return words.length > 1 ? words.slice(-1) : [];
}

function removed(step: Step): readonly Argument[] {
  if (
    step.program === "rm" ||
    step.program === "unlink" ||
    step.program === "shred" ||
    step.program === "rmdir"
  )
    return operands(step);
  return step.program === "find" && hasOption(step, /^-delete$/) ? operands(step).slice(0, 1) : [];
}

const READERS =
  /^(cat|tac|cp|mv|ln|install|tar|bsdtar|zip|7z|rsync|scp|sftp|curl|wget|base64|xxd|od|strings|grep|egrep|rg|awk|sed|cut|head|tail|less|more|sort|find|ls|ssh|ssh-add|gpg|openssl|sqlite3|jq|python[\d.]*|perl|node|nc|ncat|socat|dd|tee|git|rclone|\.|source|while|read|mapfile|for|xargs|printf|echo|test)$/;

/** Any path among the words of a program that reads files, and what is redirected to a program's input. */
function read(step: Step): readonly Argument[] {
  const input = step.command.redirections
    .filter(({ operator }) => /^\d*<$/.test(operator))
    .map(({ target }) => argumentOf(target));
  const { program } = step;
  if (program === null || program === "echo" || program === "printf") return input;
  return READERS.test(program) ? [...input, ...step.arguments.flatMap(pathsIn)] : input;
}

/** `@file` of curl, `name=@file`, `--option=file`, and the word itself. */
function pathsIn(word: Argument): Argument[] {
  const at = /^(?:[\w-]*=)?[@<](.*)$|^--?[\w-]+=(.*)$/s.exec(word.text);
  const inner = at?.[1] ?? at?.[2];
  if (inner === undefined) return [word];
  const raw = word.raw.replace(/^["']?(?:[\w-]*=)?[@<]|^["']?--?[\w-]+=/, "");
  return [{ ...word, text: inner, raw }];
}
