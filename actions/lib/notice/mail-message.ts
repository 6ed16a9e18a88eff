import type { MailContent } from "./mail-content.ts";
import { mailHtml } from "./mail-html.ts";
import { mailText } from "./mail-text.ts";
import type { SmtpAccount } from "./smtp-account.ts";

export type Mail = {
  readonly content: MailContent;
  /** Name beside the sender's address. */
  readonly sender: string;
  readonly date: Date;
  /** Another try at the same mail has the same one, so that programs show it once. */
  readonly id: string;
};

/**
 * The bytes of a mail: headers of printable ASCII, and two parts in base64, plain text and HTML (RFC 5322, RFC 2046).
 * Nothing that upstream wrote can reach a header.
 */
export function mailMessage({ content, sender, date, id }: Mail, account: SmtpAccount): Buffer {
  const boundary = `=_${id.replace(/[^A-Za-z0-9]/g, "").slice(0, 40)}_=`;
  const domain = account.from.slice(account.from.lastIndexOf("@") + 1);
  const headers = [
    `From: "${printable(sender)}" <${account.from}>`,
    `To: ${account.to.join(",\r\n ")}`,
    `Subject: ${printable(content.subject)}`,
    `Date: ${date.toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${id.replace(/[^A-Za-z0-9.-]/g, "-")}@${domain}>`,
    // No answer from a machine, please (RFC 3834).
    "Auto-Submitted: auto-generated",
    "MIME-Version: 1.0",
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
  ];
  const body = [part("text/plain", mailText(content)), part("text/html", mailHtml(content))].map(
    (lines) => `--${boundary}\r\n${lines}`,
  );
  return Buffer.from(`${headers.join("\r\n")}\r\n\r\n${body.join("")}--${boundary}--\r\n`, "ascii");
}

function part(type: string, text: string): string {
  const lines =
    Buffer.from(text)
      .toString("base64")
      .match(/.{1,76}/g) ?? [];
  return `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines.join("\r\n")}\r\n`;
}

/** For a header, within quotes or not. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]|["\\]/g, "?");
}
