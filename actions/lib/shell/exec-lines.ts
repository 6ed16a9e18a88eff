import { readShell } from "./read-shell.ts";
import type { ShellScript } from "./script.ts";

/** Files whose lines name commands: pacman hooks, units of systemd, desktop entries. */
export type ExecKind = "hook" | "unit" | "desktop";

/**
 * The commands of a file's `Exec=` lines, at their lines. None of these programs is a shell: they split words and
 * unquote much as one does, but expand nothing of it, so that only the text of `sh -c '…'` is read as bash.
 * alpm-hooks(5), systemd.service(5), the desktop entry specification.
 */
export function execLines(kind: ExecKind, text: string, until = Number.POSITIVE_INFINITY): ShellScript {
  const scripts = linesOf(kind, text).map(({ command, line }) =>
    readShell(guarded(kind, command), { firstLine: line, until }),
  );
  return {
    commands: scripts.flatMap(({ commands }) => commands),
    assignments: [],
    functions: [],
    faults: scripts.flatMap(({ faults }) => faults),
  };
}

const KEYS: Record<ExecKind, RegExp> = {
  hook: /^[ \t]*Exec[ \t]*=[ \t]*(.*)$/,
  unit: /^[ \t]*Exec(?:Start|Stop|Reload|Condition)(?:Pre|Post|PreEx|Ex)?[ \t]*=[ \t]*[-@:+!|]*(.*)$/,
  desktop: /^[ \t]*(?:Try)?Exec[ \t]*=[ \t]*(.*)$/,
};

/** A backslash at a line's end joins the next one, in units; comments between are left out. */
function linesOf(kind: ExecKind, text: string): { command: string; line: number }[] {
  const found: { command: string; line: number }[] = [];
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    const pieces = [lines[at] ?? ""];
    while (kind === "unit" && pieces.at(-1)?.endsWith("\\") && at + 1 < lines.length) {
      const next = lines[++at] ?? "";
      if (!/^\s*[#;]/.test(next)) pieces.push(`${pieces.pop()?.slice(0, -1)} `, next);
    }
    const command = KEYS[kind].exec(pieces.join(""))?.[1];
    if (command !== undefined && command.trim() !== "") found.push({ command, line });
  }
  return found;
}

/** What a shell would take for more than words is quoted; `%f` and `%%` stay. */
function guarded(kind: ExecKind, command: string): string {
  const pieces = command.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\\.|[^'"\\]+|./g) ?? [];
  return pieces.map((piece) => guardedPiece(kind, piece)).join("");
}

function guardedPiece(kind: ExecKind, piece: string): string {
  if (piece.startsWith("'") && piece.length > 1) return quotedPiece(piece, kind);
  if (piece.startsWith('"') && piece.length > 1) return quotedPiece(piece, kind);
  if (/^\\.$/.test(piece)) return piece;
  // systemd separates commands by a semicolon of its own, and expands $NAME itself.
  if (kind === "unit")
    return piece.replaceAll(/[&|<>()`!*?[\]{}~#]/g, "\\$&").replaceAll(/;(?!\s|$)/g, "\\;");
  return piece.replaceAll(/[&|<>()`!*?[\]{}~#$;'"\\]/g, "\\$&");
}

/** Units and desktop entries know C-like escapes within quotes. */
function quotedPiece(piece: string, kind: ExecKind): string {
  const text = piece
    .slice(1, -1)
    .replaceAll(/\\(.)/g, kind === "hook" && piece.startsWith("'") ? "\\$1" : "$1");
  return `'${text.replaceAll("'", "'\\''")}'`;
}
