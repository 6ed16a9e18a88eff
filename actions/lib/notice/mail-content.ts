import { counted, maskSecrets, PHASE_WORDS, timeInWords, visible } from "../report/index.ts";
import { subjectOf } from "./mail-subject.ts";
import type { FailedNews, News } from "./news.ts";

/** What a mail says, before it is plain text or HTML. Nothing in it is a secret, hides, or becomes a link by itself. */
export type MailContent = {
  readonly subject: string;
  readonly title: string;
  /** How the whole repository stands, in one sentence. */
  readonly lead: string;
  readonly sections: readonly MailSection[];
  readonly links: readonly MailLink[];
  readonly why: string;
};

export type MailSection = {
  readonly heading: string;
  readonly tone: "bad" | "good" | "wait";
  readonly items: readonly MailItem[];
  /** What is left out, in words; null: nothing. */
  readonly more: string | null;
};

export type MailItem = {
  /** null: the item is its quote alone. */
  readonly name: string | null;
  readonly says: string;
  /** Words that may be upstream's, in lines. */
  readonly quote: readonly string[];
  readonly link: MailLink | null;
};

export type MailLink = { readonly text: string; readonly url: string };

export function mailContent(news: News): MailContent {
  const { repository, time, server, run, failed, broken } = news;
  const report = server === null ? null : webAddress(`${server}/report/index.html`);
  const refused = failed.filter(({ phase }) => phase === "publish");
  const unbuilt = failed.filter(({ phase }) => phase !== "publish");
  return {
    subject: subjectOf(news),
    title: `${phrase(repository)}, ${timeInWords(time)}`,
    lead: leadOf(news),
    sections: [
      ...stoppedSection(news),
      ...section(
        "Broken",
        "bad",
        broken.map((each) => brokenItem(each, report)),
      ),
      ...section(
        "Failed",
        "bad",
        unbuilt.map((each) => failedItem(each, report)),
      ),
      ...section(
        "Refused",
        "bad",
        refused.map((each) => failedItem(each, report)),
      ),
      ...section(
        "Builds again",
        "good",
        news.recovered.map(({ entry, version }) => plain(entry, `${version} is published.`)),
      ),
      ...keySection(news),
    ],
    links: [...linkTo("Report", report), ...linkTo("Workflow run", run === null ? null : webAddress(run))],
    why:
      "You get this mail because AUTOREPO_SMTP_URL, a secret of the environment publish, names you. " +
      "None is sent when nothing changed.",
  };
}

function leadOf({ outcome }: News): string {
  if (outcome.kind === "stopped") return "Nothing could be published: what was published before stays.";
  const { generation, first, entries, failing } = outcome;
  if (failing === entries && entries > 0)
    return first ? "First publication: every package failed, none is published." : "Every package fails.";
  const start = first ? "First publication: generation" : "Generation";
  const rest =
    failing === 0
      ? "None fails."
      : `${failing} of ${counted(entries, "package")} ${failing === 1 ? "fails" : "fail"}.`;
  return `${start} ${generation} is published. ${rest}`;
}

const MOST_ITEMS = 30;

function section(
  heading: string,
  tone: MailSection["tone"],
  items: readonly MailItem[],
): readonly MailSection[] {
  if (items.length === 0) return [];
  const left = items.length - MOST_ITEMS;
  const more = left > 0 ? `and ${left} more, which the report lists` : null;
  return [{ heading, tone, items: items.slice(0, MOST_ITEMS), more }];
}

function stoppedSection({ outcome }: News): readonly MailSection[] {
  if (outcome.kind !== "stopped") return [];
  return section("Why", "bad", [{ name: null, says: "", quote: quoted(outcome.reason), link: null }]);
}

function keySection({ key }: News): readonly MailSection[] {
  if (key === null) return [];
  const items = key.sentences.map((sentence) => ({
    name: null,
    says: "",
    quote: quoted(sentence),
    link: null,
  }));
  return section(`The signing key ends on ${key.day}`, "wait", items);
}

function failedItem({ entry, phase, reason, again, published }: FailedNews, report: string | null): MailItem {
  const did = `${phase === "publish" ? "was refused" : "failed"}${again ? " again, with other inputs" : ""}`;
  const where = phase === "publish" ? "" : `${again ? "," : ""} ${PHASE_WORDS[phase]}`;
  const stands = published === null ? "Nothing of it is published." : `${phrase(published)} stays published.`;
  return {
    name: phrase(entry),
    says: `${did}${where}. ${stands}`,
    quote: quoted(reason),
    link: whyLink(entry, report),
  };
}

function brokenItem({ entry, reason }: News["broken"][number], report: string | null): MailItem {
  return {
    ...plain(entry, "cannot be used as it is published."),
    quote: quoted(reason),
    link: whyLink(entry, report),
  };
}

function whyLink(entry: string, report: string | null): MailLink | null {
  return report === null || !isPlainName(entry) ? null : { text: "Why", url: `${report}#entry-${entry}` };
}

/** As an entry of packages.yaml is named; part of an address as it stands. */
function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9@._+-]{1,255}$/.test(name);
}

function plain(name: string, says: string): MailItem {
  return { name: phrase(name), says: phrase(says), quote: [], link: null };
}

const LONGEST_PHRASE = 300;

/** A name or version: words of one line. */
function phrase(text: string): string {
  const shown = visible(maskSecrets(text).text).replace(/\s+/g, " ");
  return withoutLinks(shown.length > LONGEST_PHRASE ? `${shown.slice(0, LONGEST_PHRASE)} …` : shown);
}

const LONGEST_QUOTE = 1500;
const MOST_LINES = 15;

function quoted(text: string): readonly string[] {
  const masked = maskSecrets(text.trimEnd()).text;
  const cut = masked.length > LONGEST_QUOTE ? `${masked.slice(0, LONGEST_QUOTE)} …` : masked;
  const lines = visible(cut).replaceAll("\t", "    ").split("\n").map(withoutLinks);
  return lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), "…"] : lines;
}

/** Mail programs make links of what looks like one; a zero-width space takes it apart and is not seen. */
function withoutLinks(line: string): string {
  return line.replace(/:(?=\/\/)|(?<=www)\.|(?<=mailto|tel):|@/gi, `$&${BREAK}`);
}

const BREAK = "\u200b";

function linkTo(text: string, url: string | null): readonly MailLink[] {
  return url === null ? [] : [{ text, url }];
}

/** null: nothing that a mail program should open. */
function webAddress(address: string): string | null {
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? new URL(address).href : null;
}
