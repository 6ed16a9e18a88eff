import type { HereDoc, Redirection as RedirectionNode } from "unbash";
import { newFields, partsOf } from "./atoms.ts";
import { collectHereDocument, expandArgument, expandValue } from "./expand.ts";
import { reportNested } from "./nested.ts";
import { EMPTY, joined, known, type Parts, UNKNOWN } from "./parts.ts";
import { plainWord, wordOf } from "./report.ts";
import type { Redirection, Word } from "./script.ts";
import type { Input, Shell } from "./shell.ts";

/** `input`: what standard input becomes; null: it stays as it was. */
export type Redirections = { readonly redirections: readonly Redirection[]; readonly input: Input | null };

export function readRedirections(nodes: readonly RedirectionNode[], shell: Shell): Redirections {
  let input: Input | null = null;
  const redirections = nodes.map((node) => {
    reportNested(node, shell);
    const target = targetOf(node, shell);
    const descriptor = node.descriptor?.type === "FileDescriptor" ? node.descriptor.value : null;
    if (
      node.operator.startsWith("<") &&
      (descriptor === null || descriptor === 0) &&
      node.descriptor?.type !== "FileDescriptorVariable"
    )
      input = inputOf(node, target, shell);
    return { operator: node.operator, descriptor, target };
  });
  return { redirections, input };
}

function targetOf(node: RedirectionNode, shell: Shell): Word {
  if (node.type === "HereDoc") return plainWord(node.body.text, bodyOf(node, shell));
  if (node.target === undefined) return plainWord("", UNKNOWN);
  if (node.type === "HereString") return plainWord(node.target.text, expandValue(node.target, shell));
  const fields = expandArgument(node.target, shell);
  const [only] = fields;
  return fields.length === 1 && only !== undefined
    ? wordOf(node.target, only)
    : plainWord(node.target.text, UNKNOWN);
}

function bodyOf({ body, delimiter, operator }: HereDoc, shell: Shell): Parts {
  const strip = (text: string) => (operator === "<<-" ? text.replaceAll(/^\t+/gm, "") : text);
  if (delimiter === undefined) return UNKNOWN;
  if (delimiter.quoted) return known(strip(body.text));
  const fields = newFields();
  collectHereDocument(body, strip, { shell, fields, context: "value", quoted: true });
  return partsOf(fields.current);
}

function inputOf({ operator }: RedirectionNode, { raw, parts }: Word, shell: Shell): Input {
  if (raw.startsWith("<(")) return shell.reader.substituted(raw, shell) ?? { text: UNKNOWN, via: [] };
  if (operator === "<<<") return { text: joined([parts, known("\n")]), via: [] };
  if (operator === "<<" || operator === "<<-") return { text: parts, via: [] };
  return { text: parts.join("") === "/dev/null" ? EMPTY : UNKNOWN, via: [] };
}
