import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { OwnCertificate } from "./own-certificate.ts";

export type MailServer = AsyncDisposable & {
  readonly port: number;
  /** What was taken, in order. */
  readonly mails: readonly ReceivedMail[];
  /** Connections that were opened, also those that came to nothing. */
  readonly connections: () => number;
};

export type ReceivedMail = {
  /** The address and password that were logged in with. */
  readonly by: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly encrypted: boolean;
};

export type MailServerOptions = {
  /** "at once": TLS from the first byte; "offered": STARTTLS. */
  readonly tls?: "at once" | "offered" | "none";
  readonly certificate?: OwnCertificate;
  /** Answers in its turn to each mail's first recipient, to a login, to a connection; null: it is taken. */
  readonly answers?: readonly (MailFault | null)[];
};

export type MailFault = {
  readonly at: "connection" | "login" | "recipient" | "data";
  /** null: no answer at all. */
  readonly code: number | null;
  readonly says?: string;
};

/** A real SMTP server on this machine; every login is right that no fault meets. */
export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const { tls = "none", certificate, answers = [] } = options;
  const mails: ReceivedMail[] = [];
  let connections = 0;
  const fault = () => answers[connections - 1] ?? null;
  const meet = (at: MailFault["at"], go: () => void, fail: (error: Error) => void) => {
    const met = fault();
    if (met?.at !== at) return go();
    if (met.code !== null)
      fail(Object.assign(new Error(met.says ?? "a fault of the test"), { responseCode: met.code }));
  };
  const server = new SMTPServer({
    ...{
      secure: tls === "at once",
      disabledCommands: tls === "offered" ? [] : ["STARTTLS"],
      authOptional: true,
    },
    ...{ allowInsecureAuth: true, disableReverseLookup: true, closeTimeout: 1, logger: false },
    ...(certificate === undefined ? {} : { key: certificate.key, cert: certificate.cert }),
    onConnect: (_session, done) => {
      connections++;
      meet("connection", done, done);
    },
    onAuth: ({ username, password }, _session, done) =>
      meet("login", () => done(null, { user: `${username} ${password}` }), done),
    onRcptTo: (_address, _session, done) => meet("recipient", done, done),
    onData: (stream, session, done) => {
      const { mailFrom, rcptTo } = session.envelope;
      void text(stream).then((raw) =>
        meet(
          "data",
          () => {
            const from = mailFrom === false ? "" : mailFrom.address;
            const to = rcptTo.map(({ address }) => address);
            mails.push({ by: String(session.user ?? ""), from, to, raw, encrypted: session.secure });
            done();
          },
          done,
        ),
      );
    },
  } satisfies SMTPServerOptions);
  server.on("error", () => {});
  const listening = server.listen(0, "127.0.0.1");
  await once(listening, "listening");
  return {
    port: (listening.address() as AddressInfo).port,
    mails,
    connections: () => connections,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A mail as a program shows it: headers by lower-case name, and its two parts. */
export function openMail(raw: string) {
  const [head = "", ...rest] = raw.split(/\r?\n\r?\n/);
  const lines = head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  const headers = new Map(
    lines.map((line) => [line.split(":")[0]?.toLowerCase(), line.replace(/^[^:]*: ?/, "")]),
  );
  const [, boundary = ""] = /boundary="([^"]+)"/.exec(headers.get("content-type") ?? "") ?? [];
  const parts = rest.join("\r\n\r\n").split(`--${boundary}`);
  const decoded = (type: string) => {
    const part = parts.find((each) => each.includes(`Content-Type: ${type}`)) ?? "";
    return Buffer.from(part.split(/\r?\n\r?\n/)[1] ?? "", "base64").toString();
  };
  return { headers, text: decoded("text/plain"), html: decoded("text/html") };
}
