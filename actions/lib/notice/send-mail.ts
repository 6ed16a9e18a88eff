import type SmtpConnection from "nodemailer/lib/smtp-connection";
import { visible } from "../report/index.ts";
import { MailError } from "./mail-error.ts";
import type { SmtpAccount } from "./smtp-account.ts";

/** How long to try. */
export type Patience = {
  /** For one try in all, and of silence within one. */
  readonly tryMilliseconds: number;
  /** Pauses before the second try, the third, … */
  readonly pauses: readonly number[];
};

/** Greylisting wants another try after a while; a job waits two minutes and a half at most. */
export const PATIENCE: Patience = { tryMilliseconds: 30_000, pauses: [10_000, 45_000] };

export type Delivery = {
  readonly account: SmtpAccount;
  readonly message: Buffer;
  readonly patience: Patience;
  readonly sleep: (milliseconds: number) => Promise<void>;
};

/**
 * Hands a mail to the account's server; answers the recipients that it refused, where it took others. What may pass
 * (no answer, "try again later") is tried again.
 *
 * @throws MailError "refused" or "unreachable"
 */
export async function sendMail(delivery: Delivery): Promise<readonly string[]> {
  const { patience, sleep, account } = delivery;
  for (let tries = 0; ; tries++) {
    try {
      return await tryOnce(delivery);
    } catch (error) {
      const pause = patience.pauses[tries];
      if (isFinal(error) || pause === undefined) throw explained(error, account);
      await sleep(pause);
    }
  }
}

async function tryOnce({ account, message, patience }: Delivery): Promise<readonly string[]> {
  const { tryMilliseconds: most } = patience;
  // Only a run that sends mail loads it.
  const { default: Connection } = await import("nodemailer/lib/smtp-connection");
  const connection = new Connection({
    host: account.host,
    port: account.port,
    secure: account.tls === "at once",
    requireTLS: account.tls === "required",
    ignoreTLS: account.tls === "none",
    ...{ connectionTimeout: most, greetingTimeout: most, socketTimeout: most, dnsTimeout: most },
    socketCloseTimeout: 0,
  });
  const given = Promise.withResolvers<readonly string[]>();
  const late = setTimeout(() => given.reject(new Error(`it took longer than ${most / 1000} s`)), most);
  connection.once("error", given.reject);
  connection.connect(() => converse(connection, { account, message }).then(given.resolve, given.reject));
  try {
    return await given.promise;
  } finally {
    clearTimeout(late);
    connection.on("error", () => {});
    connection.close();
  }
}

async function converse(
  connection: SmtpConnection,
  { account, message }: Pick<Delivery, "account" | "message">,
): Promise<readonly string[]> {
  const { login, from, to } = account;
  if (login !== null) {
    const { user, password: pass } = login;
    await new Promise<void>((resolve, reject) =>
      connection.login({ user, pass, credentials: { user, pass } }, (error) =>
        error ? reject(error) : resolve(),
      ),
    );
  }
  return await new Promise((resolve, reject) =>
    connection.send({ from, to: [...to] }, message, (error, info) =>
      error ? reject(error) : resolve(info?.rejected ?? []),
    ),
  );
}

type Reply = { readonly responseCode?: number; readonly code?: string; readonly message?: string };

/** The same words would be answered the same way: a refusal for good, a wrong password, no TLS to be had. */
function isFinal(error: unknown): boolean {
  const { responseCode = 0, code } = error as Reply;
  return responseCode >= 500 || (code === "EAUTH" && responseCode < 400) || code === "ETLS";
}

const LONGEST_REPLY = 300;

/**
 * Servers repeat what they are told, and this may stand in a public log: of an answer to a login nothing is shown, of
 * others no address. The error that it came from says all of it, and so is no cause.
 */
function explained(error: unknown, account: SmtpAccount): MailError {
  const { responseCode = 0, code, message = String(error) } = error as Reply;
  const nameless = withoutAddresses(message.replace(/\s+/g, " "), account);
  const reply = visible(nameless.slice(0, LONGEST_REPLY));
  const server = `${account.host}:${account.port}`;
  if (code === "EAUTH") {
    const number = responseCode > 0 ? ` (${responseCode})` : "";
    return new MailError("refused", `${server} does not take the user and password${number}`);
  }
  if (code === "ETLS")
    return new MailError("unreachable", `${server} does not encrypt, and nothing is sent in clear: ${reply}`);
  if (responseCode > 0) return new MailError("refused", `${server} does not take the mail: ${reply}`);
  return new MailError("unreachable", `${server} cannot be used: ${reply}`);
}

function withoutAddresses(text: string, { from, to, login }: SmtpAccount): string {
  const { user = "", password = "" } = login ?? {};
  const secret = [from, ...to, ...(user.includes("@") ? [user] : []), ...(password === "" ? [] : [password])];
  // Many a server writes addresses in small letters, whatever it was told.
  const literally = secret.map((each) => each.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return text.replace(new RegExp(literally.join("|"), "gi"), "…");
}
