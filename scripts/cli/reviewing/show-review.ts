import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { diffPage, type ReviewedChange, worstOf } from "../../../actions/lib/diff-page/index.ts";
import type { Review } from "../../../actions/lib/documents/index.ts";
import type { Change } from "../../../actions/lib/review/index.ts";
import type { ExitName } from "../exit-codes.ts";
import { writeNamedFile } from "../named-file.ts";
import { OWN_FOLDER } from "../own-folder.ts";
import { painter } from "../terminal/terminal-colours.ts";
import type { Call, Screen } from "../verb.ts";
import { reviewText } from "./review-text.ts";

/** A change that was judged; `name`: the entry, or the repository. */
export type JudgedChange = { readonly name: string; readonly change: Change; readonly review: Review };

/** Prints a review, or the JSON of it, and writes its page where one was asked for. */
export async function showReview(call: Call, judged: JudgedChange): Promise<void> {
  const { screen } = call;
  const { name, change, review } = judged;
  const reviewed: ReviewedChange = { name, review, from: change.from, to: change.to, rulePage };
  if (screen.json) screen.printJson(review);
  else screen.print(`${reviewText(reviewed, screen)}${rulePages(review, screen)}`);
  if (typeof call.values.html === "string") await writePage(call, resolve(call.values.html), reviewed);
  if (call.values.open === true) await openPage(call, reviewed);
}

/** With --check an alarm is a failure. */
export function exitAfterReview(call: Call, review: Review): ExitName {
  return call.values.check === true && worstOf(review) === "alarm" ? "packagesFailed" : "done";
}

function rulePage(rule: string): string | null {
  const page = join(OWN_FOLDER, "docs/rules", `${rule}.md`);
  return existsSync(page) ? pathToFileURL(page).href : null;
}

const PAGES_SHOWN = 6;

/** Where the rules that somebody has to judge are explained. */
function rulePages({ findings }: Review, screen: Screen): string {
  const judged = findings.filter(({ severity }) => severity !== "note").map(({ rule }) => rule);
  const pages = [...new Set(judged)]
    .flatMap((rule) => rulePage(rule) ?? [])
    .map((page) => fileURLToPath(page));
  if (pages.length === 0) return "";
  const paint = painter(screen.colour);
  const lines = pages.slice(0, PAGES_SHOWN).map((page) => `  ${page}\n`);
  return `\n${paint("bold", "How to judge these findings")}\n${lines.join("")}`;
}

async function writePage({ screen }: Call, file: string, reviewed: ReviewedChange): Promise<void> {
  await writeNamedFile({ option: "--html", file }, diffPage(reviewed));
  screen.say(`the whole diff: ${pathToFileURL(file).href}`);
}

async function openPage(call: Call, reviewed: ReviewedChange): Promise<void> {
  const file = join(await mkdtemp(join(tmpdir(), "autorepo-review-")), "review.html");
  await writePage(call, file, reviewed);
  const browser = spawn("xdg-open", [file], { detached: true, stdio: "ignore" });
  await new Promise<void>((done) => {
    browser.once("spawn", done);
    browser.once("error", () => {
      call.screen.say("xdg-open is not here: open that address yourself");
      done();
    });
  });
  browser.unref();
}
