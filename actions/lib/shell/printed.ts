import type { CommandNode, CompoundList, PipelineNode, Statement } from "unbash";
import type { KnownFunction } from "./shell-state.ts";

/** `name=value` or `name=(…)` as a statement of its own. */
export type PrintedAssignment = { readonly name: string; readonly isArray: boolean; readonly text: string };

type Found = PrintedAssignment & { readonly pos: number };

/**
 * The assignments to these names that stand at the beginning of a line when `declare -f` prints the function;
 * null where a line of it may look like one, or one has company on its line.
 */
export function printedAssignments(
  { node, ground }: KnownFunction,
  names: ReadonlySet<string>,
): readonly PrintedAssignment[] | null {
  const text = ground.text.slice(node.pos, node.end);
  const looks = new RegExp(`(?<![\\w$-])(?:${[...names].join("|")})\\+?=`, "g");
  if (!looks.test(text)) return [];
  const found: Found[] = [];
  const body = node.body.type === "Redirected" ? node.body.command : node.body;
  if (body.type !== "BraceGroup" || !collect(body.body, { names, found, text: ground.text })) return null;
  const places = new Set(found.map(({ pos }) => pos));
  for (const { index, 0: match } of text.matchAll(
    new RegExp(`^[ \\t]*(?:${[...names].join("|")})\\+?=`, "gm"),
  )) {
    const at = node.pos + index + match.search(/\S/);
    if (!places.has(at)) return null;
  }
  return found;
}

type Collecting = { readonly names: ReadonlySet<string>; readonly found: Found[]; readonly text: string };

/** false: an assignment stands where it is not clear how it is printed. */
function collect(list: CompoundList, collecting: Collecting): boolean {
  return list.commands.every((statement) => collectStatement(statement, collecting));
}

function collectStatement({ command, background }: Statement, collecting: Collecting): boolean {
  if (command.type === "AndOr") return command.commands.every((one) => hidesNone(one, collecting));
  if (background) return hidesNone(command, collecting);
  switch (command.type) {
    case "Command":
      return collectCommand(command, collecting);
    case "If":
      return (
        hidesNoneIn(command.clause, collecting) &&
        collect(command.then, collecting) &&
        command.elif.every((arm) => hidesNoneIn(arm.clause, collecting) && collect(arm.then, collecting)) &&
        (command.else === undefined || collect(command.else, collecting))
      );
    case "For":
    case "Select":
    case "ArithmeticFor":
      return collect(command.body, collecting);
    case "While":
      return hidesNoneIn(command.clause, collecting) && collect(command.body, collecting);
    case "Case":
      return command.items.every((item) => collect(item.body, collecting));
    case "BraceGroup":
      return collect(command.body, collecting);
    default:
      return hidesNone(command, collecting);
  }
}

function collectCommand(
  node: Extract<CommandNode, { type: "Command" }>,
  { names, found, text }: Collecting,
): boolean {
  const assignments = node.prefix.filter((one) => one.type === "Assignment");
  const meant = assignments.filter(({ name }) => names.has(name));
  const [only] = assignments;
  if (meant.length === 0) return true;
  if (only === undefined || assignments.length > 1 || node.name !== undefined || node.redirects.length > 0)
    return false;
  if (only.index !== undefined) return true;
  const isArray = only.value.type === "ArrayValue";
  found.push({ name: only.name, isArray, text: text.slice(only.pos, only.end), pos: only.pos });
  return true;
}

function hidesNoneIn(list: CompoundList, collecting: Collecting): boolean {
  return list.commands.every(({ command }) =>
    command.type !== "AndOr"
      ? hidesNone(command, collecting)
      : command.commands.every((one) => hidesNone(one, collecting)),
  );
}

/** Whether no such assignment stands in it. */
function hidesNone(node: PipelineNode, { names, text }: Collecting): boolean {
  const own = text.slice(node.pos, node.end);
  return ![...names].some((name) => own.includes(`${name}=`) || own.includes(`${name}+=`));
}
