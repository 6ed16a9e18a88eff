/** Whether a file that runs is bash's to read. Without a first line that says so, its ending tells. */
export function isShellText(path: string, text: string | null): boolean {
  if (text?.startsWith("#!")) return /^#![^\n]*\b(ba|da|z|k|a)?sh\b/.test(text);
  return !OF_OTHER_LANGUAGES.test(path) && !isMakefile(path);
}

const OF_OTHER_LANGUAGES =
  /\.(m?js|cjs|ts|py|pyw|pl|pm|rb|lua|php|awk|tcl|mk|cmake|json|ya?ml|toml|xml|html|css|md|c|h|cc|cpp|rs|go|java|config|conf|desktop|vim|el|R|jl|nim|zig)$/i;

export function isMakefile(path: string): boolean {
  return /(^|\/)(GNU)?[Mm]akefile[^/]*$|\.(mk|mak)$/.test(path);
}
