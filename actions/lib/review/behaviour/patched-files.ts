import type { FileReading } from "../reading.ts";
import { downloadsRun, textsOfBuildFile } from "./build-files.ts";

/** Texts that a patch adds to what a build runs. */
export type PatchedText = { readonly path: string; readonly line: number; readonly text: string };

/** Programs that tell something of a text torn out of its file; the rest of such a text tells nothing. */
export const TELLING =
  /^(file\(DOWNLOAD\)|FetchContent_Declare|ExternalProject_Add|CPMAddPackage|curl|wget2?|aria2c|nc|ncat|netcat|socat|telnet|ssh|scp|npm|npx|bunx?|pnpm|yarn|pip[\d.]*|pipx|uvx?|gem|cargo|go|sh|bash|dash|zsh|eval|\.|source|base64|xxd|openssl|python[\d.]*|node|perl|ruby|sudo|systemctl|crontab|torsocks|nohup|git)$/;

/** Lines that a patch adds to scripts and to files that build tools run commands of. */
export function patchedTexts({ text }: FileReading): PatchedText[] {
  return addedLines(text ?? "").flatMap(({ path, line, added }) => {
    const texts = isScript(path, added) ? [added] : (textsOfBuildFile(path, added) ?? downloadsRun(added));
    return texts.filter((one) => one !== "").map((one) => ({ path, line, text: one }));
  });
}

/** A patched configure of autoconf changes by thousands of lines: the first ones stand for all. */
const LONGEST_ADDED = 100_000;

export function addedLines(patch: string): { path: string; line: number; added: string }[] {
  const files: { path: string; line: number; lines: string[] }[] = [];
  for (const [at, line] of patch.split("\n").entries()) {
    const [, path] = /^\+\+\+ (?:b\/)?([^\t]+)/.exec(line) ?? [];
    if (path !== undefined) files.push({ path, line: at + 1, lines: [] });
    else if (line.startsWith("+")) files.at(-1)?.lines.push(line.slice(1));
  }
  return files.map(({ path, line, lines }) => ({
    path,
    line,
    added: lines.join("\n").slice(0, LONGEST_ADDED),
  }));
}

function isScript(path: string, added: string): boolean {
  return (
    /(^|\/)(configure|autogen|bootstrap|install|build)$|\.(sh|bash|install)$/.test(path) ||
    /^#!.*\b(ba|da|z|k)?sh\b/.test(added)
  );
}
