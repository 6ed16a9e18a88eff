/** Ways to speak of a command without running it, as honest recipes do. */
export type Mention = { readonly name: string; readonly of: (command: string) => string };

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

export const MENTIONS: readonly Mention[] = [
  { name: "comment", of: (command) => `# do not run: ${command.replaceAll("\n", " ")}` },
  { name: "comment behind a command", of: (command) => `true # ${command.replaceAll("\n", " ")}` },
  { name: "echo", of: (command) => `echo ${quoted(command)}` },
  { name: "printf", of: (command) => `printf '%s\\n' ${quoted(command)}` },
  { name: "makepkg's message", of: (command) => `msg2 ${quoted(command)}` },
  { name: "colon", of: (command) => `: ${quoted(command)}` },
  { name: "here-document for cat", of: (command) => `cat <<'THE_END'\n${command}\nTHE_END` },
  { name: "file of notes", of: (command) => `cat > NOTES.txt <<'THE_END'\n${command}\nTHE_END` },
  { name: "echo into notes", of: (command) => `echo ${quoted(command)} >> notes.md` },
  { name: "variable", of: (command) => `_hint=${quoted(command)}` },
  { name: "array", of: (command) => `_hints=('x: y' ${quoted(command)})` },
  { name: "search", of: (command) => `grep -qF ${quoted(command)} README.md || true` },
  { name: "test", of: (command) => `[[ $_x == ${quoted(command)} ]] && true` },
  { name: "case", of: (command) => `case "$_x" in ${quoted(command)}) true ;; esac` },
  { name: "message of a pipe", of: (command) => `echo ${quoted(command)} | tee notes.txt` },
  { name: "argument of a test", of: (command) => `test ${quoted(command)} = x || true` },
];
