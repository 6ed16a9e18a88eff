import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { bucketVariables, whyUnreadable } from "./bucket.ts";

test("a bucket is where the usual variables say, the more particular ones first", () => {
  assert.deepEqual(bucketVariables({}), { AWS_REGION: "us-east-1" });
  const general = { AWS_ENDPOINT_URL: "https://general.test", AWS_DEFAULT_REGION: "default" };
  assert.deepEqual(bucketVariables(general), {
    AWS_ENDPOINT_URL_S3: "https://general.test",
    AWS_REGION: "default",
  });
  assert.deepEqual(
    bucketVariables({ ...general, AWS_ENDPOINT_URL_S3: "https://s3.test", AWS_REGION: "auto" }),
    {
      AWS_ENDPOINT_URL_S3: "https://s3.test",
      AWS_REGION: "auto",
    },
  );
});

test("a bucket that readers without keys cannot read is told with what it answers", async () => {
  const server = createServer((request, response) => {
    const status = request.url === "/open/state.json" ? 200 : 403;
    response.writeHead(status, { connection: "close" }).end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    assert.equal(await whyUnreadable(`${url}/open`), null);
    assert.equal(await whyUnreadable(`${url}/closed`), "it says 403");
  } finally {
    server.close();
    await once(server, "close");
  }
  assert.match((await whyUnreadable(`${url}/open`)) ?? "", /^it cannot be asked: .*connection was refused/);
});
