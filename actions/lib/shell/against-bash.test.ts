import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import fc from "fast-check";
import { generatedScript } from "./generated-scripts.ts";
import { knownText, readShell, type ShellCommand } from "./index.ts";

/** A search for what differs sets many more, and another seed: about one script in 10,000 is still read otherwise. */
const SCRIPTS = Number(process.env.AUTOREPO_TEST_SCRIPTS ?? 800);
const SEED = Number(process.env.AUTOREPO_TEST_SEED ?? 20261122);

test("of generated scripts every command is found, and every known word is the one that bash got", async () => {
  const scripts = fc.sample(generatedScript(), { numRuns: SCRIPTS, seed: SEED });
  const calls = await callsOf(scripts);
  const differences: string[] = [];
  let [known, abandoned] = [0, 0];
  for (const [at, script] of scripts.entries()) {
    const { commands, faults } = readShell(script);
    if (faults.some(({ message }) => message.startsWith("There is too much to read"))) abandoned++;
    else
      for (const call of calls[at] ?? []) {
        const own = commands.filter(({ words }) => words[1] && knownText(words[1]) === call[0]);
        if (!own.some((command) => agrees(command, call))) differences.push(difference(script, call, own));
        else if (own.some(({ words }) => words.every((word) => knownText(word) !== null))) known++;
      }
  }
  assert.ok(abandoned <= SCRIPTS / 200, `${abandoned} scripts were too much`);
  // The shortest says most.
  const [shortest] = differences.toSorted((one, other) => one.length - other.length);
  assert.ok(shortest === undefined, `${differences.length} differ:\n${shortest}`);
  assert.ok(known > SCRIPTS, `only ${known} commands were known`);
});

/** Whether the words may be those that bash got; one with an unknown part may be any number of them. */
function agrees({ words, via }: ShellCommand, call: readonly string[]): boolean {
  if (via.includes("partly unknown text")) return true;
  const given = words.slice(1).map(knownText);
  const fits = (at: number, from: number): boolean => {
    if (at === given.length) return from === call.length;
    const text = given[at];
    if (text !== null) return text === call[from] && fits(at + 1, from + 1);
    for (let end = from; end <= call.length; end++) if (fits(at + 1, end)) return true;
    return false;
  };
  return fits(0, 0);
}

function difference(script: string, call: readonly string[], own: readonly ShellCommand[]): string {
  const read = own.map(({ words }) => words.map((word) => JSON.stringify(word.parts)).join(" ")).join("\n");
  return `${script}\n--- bash:\n${JSON.stringify(call)}\n--- read:\n${read || "nothing"}`;
}

/** Bash with nothing but its builtins: each script in a subshell of its own. */
const RUNNER = `
PATH= FUNCNEST=8 && cd / && exec 8<&0 </dev/null 9>&1 >/dev/null 2>&1
c() { printf '%s\\0' "$@" "CALL $number_of_script" >&9; }
number_of_script=0
while IFS= read -rd '' script <&8; do
  ( exec 8<&-; eval "$script" ) & wait $!
  ((++number_of_script))
done
`;

async function callsOf(scripts: readonly string[]): Promise<string[][][]> {
  const child = spawn("bash", ["--norc", "--noprofile", "-c", RUNNER], {
    env: {},
    stdio: ["pipe", "pipe", "ignore"],
    timeout: 60_000,
  });
  child.stdin.end(scripts.map((script) => `${script}\0`).join(""));
  const fields = (await buffer(child.stdout)).toString().split("\0").slice(0, -1);
  const all: string[][][] = scripts.map(() => []);
  const words: string[] = [];
  for (const field of fields) {
    const ends = /^CALL (\d+)$/.exec(field);
    if (ends === null) words.push(field);
    else all[Number(ends[1])]?.push(words.splice(0));
  }
  return all;
}
