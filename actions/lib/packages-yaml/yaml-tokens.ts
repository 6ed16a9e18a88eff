import { Composer, type CST, type Document, Lexer, Parser } from "yaml";
import { type Refusal, visible } from "./problem.ts";
import type { Span } from "./source.ts";

/** One YAML document with the positions of its nodes, or why the text is not one. */
export type Composed =
  | { readonly ok: true; readonly document: Document.Parsed }
  | { readonly ok: false; readonly found: readonly Located[] };

export type Located = Span & { readonly refusal: Refusal };

/** packages.yaml needs 4 levels; composing recurses, so what is deeper never reaches it. */
const MAX_DEPTH = 32;
/** 10,000 entries with four settings have 350,000 to 450,000; a lexeme costs about 2 µs and 0.6 kB when parsed. */
const MAX_LEXEMES = 500_000;
/** An escape in a quoted text that YAML does not know costs an error each. */
const MAX_ESCAPES = 10_000;

/** Reads one YAML 1.2 document in time and memory bounded by the limits above. */
export function composeOne(text: string): Composed {
  const lexed = lexemesOf(text);
  if (!lexed.ok) return { ok: false, found: [lexed.refused] };
  const tokens = tokensOf(lexed.lexemes);
  const found = tokens.flatMap(refuseStream).concat(refuseFurtherDocuments(tokens), refuseNodes(tokens));
  if (found.length > 0) return { ok: false, found };
  const [document] = new Composer({ uniqueKeys: false, prettyErrors: false }).compose(
    tokens,
    true,
    text.length,
  );
  if (document === undefined) throw new Error("the YAML composer gave no document though it was asked to");
  if (document.errors.length > 0) return { ok: false, found: document.errors.map(syntaxError) };
  return { ok: true, document };
}

/** Lexemes that stand for no character of the text. */
const MARKS = ["\x02", "\x18", "\x1f"];

type Lexed =
  | { readonly ok: true; readonly lexemes: readonly string[] }
  | { readonly ok: false; readonly refused: Located };

/**
 * Judged before anything is parsed: deep brackets cost the parser far more than as many flat ones, and those that close
 * nothing an error each.
 */
function lexemesOf(text: string): Lexed {
  const lexemes: string[] = [];
  let [depth, offset, escapes] = [0, 0, 0];
  for (const lexeme of new Lexer().lex(text)) {
    if (lexemes.push(lexeme) > MAX_LEXEMES)
      return { ok: false, refused: tooMany(MAX_LEXEMES, "keys, values and signs") };
    if (lexeme.startsWith('"')) escapes += lexeme.split("\\").length - 1;
    if (escapes > MAX_ESCAPES) return { ok: false, refused: tooMany(MAX_ESCAPES, "backslashes in quotes") };
    if (lexeme === "[" || lexeme === "{") depth++;
    if (lexeme === "]" || lexeme === "}") depth--;
    if (depth > MAX_DEPTH) return { ok: false, refused: tooDeep({ start: offset, end: offset + 1 }) };
    if (depth < 0) return { ok: false, refused: closesNothing(offset) };
    if (!MARKS.includes(lexeme)) offset += lexeme.length;
  }
  return { ok: true, lexemes };
}

function closesNothing(offset: number): Located {
  const says = "not YAML: this bracket closes nothing";
  const fix = "remove it, or quote the text that it is part of";
  return { start: offset, end: offset + 1, refusal: { rule: "syntax", says, fix } };
}

function tokensOf(lexemes: readonly string[]): readonly CST.Token[] {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of lexemes) tokens.push(...parser.next(lexeme));
  tokens.push(...parser.end());
  return tokens;
}

function tooMany(most: number, things: string): Located {
  const says = `the file has more than ${most} ${things}`;
  return {
    start: 0,
    end: 0,
    refusal: { rule: "size", says, fix: "remove what is not needed, or split the repository in two" },
  };
}

function refuseStream(token: CST.Token): Located[] {
  if (token.type === "directive") {
    const fix = "remove the line; the file is read as YAML 1.2";
    const says = "YAML directives are not read";
    return [{ ...spanOf(token), refusal: { rule: "directive", says, fix } }];
  }
  return [];
}

function refuseFurtherDocuments(tokens: readonly CST.Token[]): Located[] {
  const second = tokens.filter((token) => token.type === "document")[1];
  if (second === undefined) return [];
  const says = '"---" begins a second document; only one is read';
  const fix = 'remove the line "---" and put everything into one document';
  return [{ ...spanOf(second), refusal: { rule: "one-document", says, fix } }];
}

/** Iterative, so that a megabyte of brackets cannot exhaust the stack. */
function refuseNodes(tokens: readonly CST.Token[]): Located[] {
  const pending = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { token, depth } = next;
    if (depth > MAX_DEPTH) return [tooDeep(spanOf(token))];
    if (isUnclosed(token)) return [unclosed(token)];
    for (const child of childrenOf(token)) pending.push({ token: child, depth: depth + 1 });
  }
  return [];
}

function tooDeep(span: Span): Located {
  const says = `maps and lists are nested more than ${MAX_DEPTH} deep`;
  const fix = "packages.yaml needs four levels; check indentation and brackets";
  return { ...span, refusal: { rule: "nesting", says, fix } };
}

/** Looks at the end only, which holds the closing quote unless that one is escaped itself. */
function isUnclosed(token: CST.Token): boolean {
  if (token.type === "single-quoted-scalar") return trailing("'", token.source.slice(1)) % 2 === 0;
  if (token.type !== "double-quoted-scalar") return false;
  const body = token.source.slice(1);
  return !body.endsWith('"') || trailing("\\", body.slice(0, -1)) % 2 === 1;
}

function trailing(character: string, text: string): number {
  let count = 0;
  while (text[text.length - 1 - count] === character) count++;
  return count;
}

/** Said where the quote opens: the parser only knows where the text ends. */
function unclosed(token: CST.Token): Located {
  const says = "not YAML: this quote is never closed";
  const start = token.offset;
  return { start, end: start + 1, refusal: { rule: "syntax", says, fix: "close it on the same line" } };
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!("items" in token)) return [];
  return token.items.flatMap((item) => [item.key, item.value]).filter((child) => child != null);
}

function spanOf(token: CST.Token): Span {
  const length = "source" in token ? token.source.length : 1;
  return { start: token.offset, end: token.offset + length };
}

function syntaxError(error: Document.Parsed["errors"][number]): Located {
  const [start, end] = error.pos;
  const fix = SYNTAX_FIXES[error.code] ?? "check indentation, colons and quotes here and on the line before";
  return {
    start,
    end,
    refusal: { rule: "syntax", says: `not YAML: ${visible(error.message.slice(0, 200))}`, fix },
  };
}

const SYNTAX_FIXES: Partial<Record<Document.Parsed["errors"][number]["code"], string>> = {
  BAD_INDENT: "align the line with its neighbours; two spaces a level",
  TAB_AS_INDENT: "indent with spaces",
  MISSING_CHAR: "add the missing sign, or quote the text",
  BLOCK_AS_IMPLICIT_KEY: 'one setting a line; quote a text that contains ": "',
  MULTILINE_IMPLICIT_KEY: 'end the key with ":" on its own line',
  BAD_SCALAR_START: "quote texts that begin with a sign such as @, ` or %",
  BAD_ALIAS: "quote texts that begin with * or &",
};
