import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { testImage } from "../../../test/image.ts";
import { probeContainers } from "./probe-machine.ts";

/** A registry that has one image, whatever it holds. */
async function startRegistry(): Promise<AsyncDisposable & { readonly place: string }> {
  const type = "application/vnd.docker.distribution.manifest.v2+json";
  const config = { mediaType: "application/vnd.docker.container.image.v1+json", size: 2, digest: DIGEST };
  const manifest = { schemaVersion: 2, mediaType: type, config, layers: [] };
  const absent = { errors: [{ code: "MANIFEST_UNKNOWN", message: "manifest unknown" }] };
  const server = createServer(({ url }, response) => {
    const isHere = url !== "/v2/absent/manifests/1";
    response.writeHead(isHere ? 200 : 404, { "content-type": isHere ? type : "application/json" });
    response.end(JSON.stringify(url === "/v2/here/manifests/1" ? manifest : isHere ? {} : absent));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    place: `127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

/** sha256 of "{}". */
const DIGEST = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

async function imageFact(image: string, engine: "docker" | "podman" | null = "docker") {
  return (await probeContainers({ folder: ".", engine, image })).image;
}

test("an image is here, or its registry has it, or it is nowhere to be had, or nobody says", async () => {
  await using registry = await startRegistry();
  assert.deepEqual(await imageFact(testImage()), { is: "yes", reference: testImage(), isHere: true });
  const offered = `${registry.place}/here:1`;
  assert.deepEqual(await imageFact(offered), { is: "yes", reference: offered, isHere: false });
  const absent = await imageFact(`${registry.place}/absent:1`);
  assert.match(absent.is === "no" ? absent.complaint : "", /absent:1: manifest unknown/);
  assert.equal((await imageFact("127.0.0.1:9/silent:1")).is, "unseen");
  assert.equal((await imageFact("--privileged")).is, "no");
});
