import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { join, normalize } from "node:path";

// Runs in a container of its own, where only what is to be served lies below /served. Ends with its
// standard input, so that nothing outlives the demo.
const server = createServer(async ({ url = "/" }, response) => {
  const { pathname } = new URL(url, "http://sources.example");
  const file = join("/served", normalize(decodeURIComponent(pathname)));
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-length": found.size });
  createReadStream(file).pipe(response);
});

server.listen(80, () => console.log("listening"));
process.stdin.on("end", () => process.exit()).resume();
