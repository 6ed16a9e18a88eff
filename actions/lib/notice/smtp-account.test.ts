import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MailError } from "./mail-error.ts";
import { readSmtpUrl } from "./smtp-account.ts";

test("an address says where, how, who, and from and to whom", () => {
  assert.deepEqual(readSmtpUrl("smtps://me%40example.org:p%23w@mail.example.org?to=me@example.org"), {
    ...{ host: "mail.example.org", port: 465, tls: "at once" },
    login: { user: "me@example.org", password: "p#w" },
    ...{ from: "me@example.org", to: ["me@example.org"] },
  });
  const relay = readSmtpUrl(
    "smtp://relay.example.org:2525/?from=a+b@example.org&to=c@example.org,d@example.org",
  );
  assert.deepEqual([relay.port, relay.tls, relay.login], [2525, "required", null]);
  assert.deepEqual([relay.from, relay.to], ["a+b@example.org", ["c@example.org", "d@example.org"]]);
});

test("only this machine's own server may do without TLS", () => {
  const tls = (host: string) => readSmtpUrl(`smtp://${host}?from=a@b.org&to=c@d.org`).tls;
  assert.deepEqual(["localhost", "127.0.0.1", "[::1]"].map(tls), ["none", "none", "none"]);
  assert.deepEqual(["localhost.example.org", "127.0.0.1.example.org", "10.0.0.1"].map(tls), [
    "required",
    "required",
    "required",
  ]);
});

const REFUSED: readonly (readonly [string, RegExp])[] = [
  ["mail.example.org", /is no address of a mail server: write smtps:\/\/USER/],
  ["https://mail.example.org?from=a@b.org&to=c@d.org", /is no address of a mail server/],
  ["smtps://u:se/cret@mail.example.org?to=c@d.org", /%40 for @ and the like/],
  ["smtps://u:secret@mail.example.org?from=a@b.org", /names nobody to write to: add to=ADDRESS/],
  ["smtps://u:secret@mail.example.org?to=c@d.org", /names no sender: add from=ADDRESS/],
  ["smtps://u@mail.example.org?from=a@b.org&to=c@d.org", /needs both or none/],
  ["smtps://u:sec%ret@mail.example.org?from=a@b.org&to=c@d.org", /write %25/],
  [
    "smtps://u:secret@mail.example.org?from=a@b.org&to=c@d.org&bcc=x@y.org",
    /says more after its "\?" than from= and to=/,
  ],
  ["smtps://u:secret@mail.example.org?from=a@b.org,e@f.org&to=c@d.org", /more than one sender/],
  [
    "smtps://u:secret@mail.example.org?from=a@b.org&to=Me <c@d.org>",
    /no mail address in place 1 after to=: write only NAME@HOST/,
  ],
  [
    "smtps://u:secret@mail.example.org?from=a@b.org&to=c@d.org%0D%0ABcc:x@y.org",
    /no mail address in place 1/,
  ],
  ["smtps://u:secret@mail.example.org?from=a@b.org&to=group:c@d.org;", /no mail address in place 1/],
  [`smtps://u:secret@mail.example.org?from=a@b.org&to=${"c@d.org,".repeat(20)}c@d.org`, /21 recipients/],
];

test("what cannot be meant is refused, and nothing of it is repeated (case 82)", () => {
  for (const [url, says] of REFUSED) {
    assert.throws(
      () => readSmtpUrl(url),
      (error: unknown) => {
        assert.ok(error instanceof MailError && error.code === "setting", url);
        assert.match(error.message, says);
        assert.doesNotMatch(error.message, /secret|se\/cret|sec%ret|c@d\.org|mail\.example/);
        return true;
      },
    );
  }
});

test("whatever stands in the secret, an address is one word or none", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }), (from, to) => {
      const query = new URLSearchParams({ from, to });
      try {
        const account = readSmtpUrl(`smtps://mail.example.org?${query}`);
        for (const address of [account.from, ...account.to])
          assert.match(address, /^[\x21-\x7e]+@[\x21-\x7e]+$/);
      } catch (error) {
        assert.ok(error instanceof MailError);
      }
    }),
    { numRuns: 50 },
  );
});
