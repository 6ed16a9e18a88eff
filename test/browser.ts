import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

/**
 * A Chromium of this machine, without its own sandbox where we are root. AUTOREPO_TEST_CHROMIUM names
 * another one. Throws with the command that helps where there is none: nothing is skipped.
 */
export async function launchBrowser(): Promise<Browser> {
  const candidates = [process.env.AUTOREPO_TEST_CHROMIUM, ...USUAL_PLACES];
  const executablePath = candidates.find((path) => path && existsSync(path));
  if (!executablePath) {
    throw new Error(
      "No Chromium found to open the report in: apt-get install chromium, or set AUTOREPO_TEST_CHROMIUM",
    );
  }
  return await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}

const USUAL_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
];

/** Collects what a reader should never see: console messages, errors, and requests that leave the page. */
export function watchPage(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  page.on("request", (request) => {
    if (request.resourceType() !== "document") complaints.push(`request: ${request.url()}`);
  });
  return complaints;
}
