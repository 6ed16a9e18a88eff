import { isIP } from "node:net";
import { MailError } from "./mail-error.ts";

/** Where mail is handed in, and from and to whom: all that AUTOREPO_SMTP_URL says. */
export type SmtpAccount = {
  readonly host: string;
  readonly port: number;
  /** "at once": TLS from the first byte. "required": STARTTLS before anything is said. "none": this machine's own server. */
  readonly tls: "at once" | "required" | "none";
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly from: string;
  /** One or more. */
  readonly to: readonly string[];
};

/**
 * Reads `smtps://USER:PASSWORD@HOST?from=ADDRESS&to=ADDRESS,ADDRESS` (port 465), or `smtp://…` (port 587), which must
 * offer STARTTLS unless it is this machine's own. Without `from` the user is the sender.
 *
 * @throws MailError "setting", which repeats nothing of it: logs of public repositories are public
 */
export function readSmtpUrl(text: string): SmtpAccount {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "smtp:" && url.protocol !== "smtps:") || url.hostname === "")
    throw wrong(
      `is no address of a mail server: write ${FORM}, and in user and password %40 for @ and the like`,
    );
  for (const name of url.searchParams.keys())
    if (name !== "from" && name !== "to")
      throw wrong(`says more after its "?" than from= and to=: write ${FORM}`);
  const secure = url.protocol === "smtps:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const login = loginOf(url);
  return {
    host,
    port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
    tls: secure ? "at once" : isOwnMachine(host) ? "none" : "required",
    login,
    from: senderOf(url, login),
    to: recipientsOf(url),
  };
}

export const FORM = "smtps://USER:PASSWORD@HOST:PORT?from=ADDRESS&to=ADDRESS";

function wrong(says: string): MailError {
  return new MailError("setting", `AUTOREPO_SMTP_URL ${says}`);
}

function loginOf({ username, password }: URL): SmtpAccount["login"] {
  if (username === "" && password === "") return null;
  if (username === "" || password === "") throw wrong("has a user or a password, and needs both or none");
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    throw wrong('has a "%" in its user or password that begins no %XX: write %25 for it');
  }
}

function isOwnMachine(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function senderOf(url: URL, login: SmtpAccount["login"]): string {
  const given = addressesOf(url, "from");
  if (given.length > 1) throw wrong("names more than one sender: write one address after from=");
  const sender = given[0] ?? login?.user ?? "";
  if (isAddress(sender)) return sender;
  throw wrong("names no sender: add from=ADDRESS, since its user is no mail address");
}

const MOST_RECIPIENTS = 20;

function recipientsOf(url: URL): readonly string[] {
  const recipients = addressesOf(url, "to");
  if (recipients.length === 0)
    throw wrong("names nobody to write to: add to=ADDRESS, commas between several");
  if (recipients.length > MOST_RECIPIENTS)
    throw wrong(
      `names ${recipients.length} recipients, and ${MOST_RECIPIENTS} is the most: use a mailing list`,
    );
  return recipients;
}

function addressesOf({ searchParams }: URL, name: "from" | "to"): readonly string[] {
  // In a query a plus is a blank, which no address has.
  const written = searchParams.getAll(name).flatMap((value) => value.replaceAll(" ", "+").split(","));
  const odd = written.findIndex((address) => !isAddress(address));
  if (odd === -1) return written;
  throw wrong(`has no mail address in place ${odd + 1} after ${name}=: write only NAME@HOST, commas between`);
}

/** Of RFC 5321's mailboxes those that need no quoting: nothing in one can begin another header, command or name. */
function isAddress(text: string): boolean {
  return (
    text.length <= 254 &&
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/.test(text)
  );
}
