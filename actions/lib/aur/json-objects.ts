/**
 * The objects of a JSON array, each as its own text, from bytes as they come: the array itself is never held. What
 * stands around them is not checked; whoever parses an object finds out whether it is one.
 *
 * @throws Error where one object takes more than `mostBytes`, or the text ends within one
 */
export async function* jsonObjects(
  stream: AsyncIterable<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<readonly string[]> {
  let kept: Buffer = Buffer.alloc(0);
  let state: Scan = OUTSIDE;
  for await (const chunk of stream) {
    const bytes = kept.length === 0 ? Buffer.from(chunk) : Buffer.concat([kept, chunk]);
    const found = scan(bytes, kept.length, state);
    yield found.objects;
    kept = bytes.subarray(found.rest);
    state = found.state;
    if (kept.length > mostBytes) throw new Error(`one of its entries takes more than ${mostBytes} bytes`);
  }
  if (state.depth > 0) throw new Error("it ends within an entry");
}

/** Between two bytes: how many braces are open, and whether a string is. */
type Scan = { readonly depth: number; readonly inString: boolean; readonly escaped: boolean };
const OUTSIDE: Scan = { depth: 0, inString: false, escaped: false };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

type Scanned = { readonly objects: readonly string[]; readonly rest: number; readonly state: Scan };

/** `bytes` begins with the object that is open, if one is; those before `from` were looked at already. */
function scan(bytes: Buffer, from: number, before: Scan): Scanned {
  const objects: string[] = [];
  let { depth, inString, escaped } = before;
  let start = 0;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (inString) {
      if (escaped) escaped = false;
      else if (byte === BACKSLASH) escaped = true;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = depth > 0;
    else if (byte === OPEN) {
      if (depth === 0) start = at;
      depth += 1;
    } else if (byte === CLOSE && depth > 0) {
      depth -= 1;
      if (depth === 0) objects.push(bytes.toString("utf8", start, at + 1));
    }
  }
  return { objects, rest: depth > 0 ? start : bytes.length, state: { depth, inString, escaped } };
}
