import assert from "node:assert/strict";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type MailFault, startMailServer } from "../../../test/mail-server.ts";
import { type OwnCertificate, ownCertificate, trust } from "../../../test/own-certificate.ts";
import { sendMail } from "./send-mail.ts";
import type { SmtpAccount } from "./smtp-account.ts";

let certificate: OwnCertificate;
let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
before(async () => {
  folder = await mkdtempDisposable(join(tmpdir(), "mail-"));
  certificate = ownCertificate(folder.path);
  trust(certificate);
});
after(() => folder?.remove());

const PASSWORD = "hush hush";

/** Sends one mail, and tells the pauses between its tries. */
async function send(account: Partial<SmtpAccount> & { readonly port: number }, tryMilliseconds = 10_000) {
  const pauses: number[] = [];
  const refused = await sendMail({
    account: {
      ...{ host: "localhost", tls: "none", login: { user: "me", password: PASSWORD } },
      ...{ from: "repo@example.org", to: ["me@example.org", "you@example.org"], ...account },
    },
    message: Buffer.from("Subject: news\r\n\r\n.a line that begins with a dot\r\n"),
    patience: { tryMilliseconds, pauses: [10_000, 45_000] },
    sleep: async (milliseconds) => void pauses.push(milliseconds),
  });
  return { refused, pauses };
}

for (const [tls, offered] of [
  ["at once", "at once"],
  ["required", "offered"],
  ["none", "none"],
] as const) {
  test(`mail is handed in with TLS ${tls}, logged in, to all recipients`, async () => {
    await using server = await startMailServer({ tls: offered, certificate });
    assert.deepEqual(await send({ port: server.port, tls }), { refused: [], pauses: [] });
    const [mail, ...more] = server.mails;
    assert.deepEqual(more, []);
    assert.equal(mail?.by, `me ${PASSWORD}`);
    assert.deepEqual([mail?.from, mail?.to], ["repo@example.org", ["me@example.org", "you@example.org"]]);
    assert.match(mail?.raw ?? "", /^Subject: news\r\n\r\n\.a line/);
    assert.equal(mail?.encrypted, tls !== "none");
  });
}

test("without TLS nothing is said, neither the password nor the mail (case 83)", async () => {
  await using server = await startMailServer({ tls: "none" });
  await assert.rejects(
    send({ port: server.port, tls: "required" }),
    /localhost:\d+ does not encrypt, .*STARTTLS/,
  );
  assert.deepEqual(server.mails, []);
});

test("a certificate that nobody vouches for is refused", async () => {
  await using stranger = await mkdtempDisposable(join(tmpdir(), "stranger-"));
  await using server = await startMailServer({ tls: "at once", certificate: ownCertificate(stranger.path) });
  await assert.rejects(send({ port: server.port, tls: "at once" }), /cannot be used: .*certificate/i);
});

const FAULTS: readonly (readonly [string, MailFault, RegExp])[] = [
  ["a server that is full", { at: "connection", code: 421, says: "too many of you" }, /too many of you/],
  ["greylisting", { at: "recipient", code: 451, says: "greylisted, come back" }, /greylisted, come back/],
];

for (const [name, fault, says] of FAULTS) {
  test(`${name} is asked again, and at last it is said (case 83)`, async () => {
    await using server = await startMailServer({ answers: [fault] });
    const { pauses } = await send({ port: server.port });
    assert.deepEqual([pauses, server.mails.length], [[10_000], 1]);
    await using stubborn = await startMailServer({ answers: [fault, fault, fault, fault] });
    await assert.rejects(send({ port: stubborn.port }), says);
    assert.equal(stubborn.connections(), 3);
  });
}

test("a server that says nothing, or falls silent, is left and asked again (case 83)", async () => {
  const silences: readonly MailFault[] = [
    { at: "connection", code: null },
    { at: "data", code: null },
  ];
  const sent = silences.map(async (silence) => {
    await using server = await startMailServer({ answers: [silence] });
    const { pauses } = await send({ port: server.port }, 1000);
    assert.deepEqual([pauses[0], server.mails.length], [10_000, 1]);
  });
  await Promise.all(sent);
});

test("what will not change is asked once, and neither password nor address is in its words", async () => {
  const refusals: readonly (readonly [MailFault, RegExp])[] = [
    [{ at: "login", code: 535, says: `no ${PASSWORD} here` }, /does not take the user and password \(535\)$/],
    [
      { at: "recipient", code: 550, says: "nobody\u202e is you@example.org" },
      /does not take the mail: .*nobody‹U\+202E› is …/,
    ],
    [
      { at: "recipient", code: 550, says: "<You@EXAMPLE.org>: no such user" },
      /does not take the mail: .*<…>: no such user/,
    ],
    [{ at: "recipient", code: 550, says: `${"x".repeat(250)} you@example.org` }, /does not take the mail: /],
    [{ at: "data", code: 554, says: "spam" }, /does not take the mail: .*spam/],
  ];
  for (const [fault, says] of refusals) {
    await using server = await startMailServer({ answers: [fault] });
    await assert.rejects(send({ port: server.port }), (error: Error) => {
      assert.match(error.message, says);
      assert.doesNotMatch(error.message, /hush|you@|@example/i);
      return true;
    });
    assert.equal(server.connections(), 1);
  }
});

test("where nobody listens it is said where", async () => {
  const server = await startMailServer();
  await server[Symbol.asyncDispose]();
  await assert.rejects(send({ port: server.port }), /localhost:\d+ cannot be used: .*ECONNREFUSED/);
});
