import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { type TarSource, writeTar } from "../archive/index.ts";
import { readDistribution } from "./index.ts";

type Described = { pkgname: string; version?: string; provides?: readonly string[] };

async function database(...packages: Described[]): Promise<Buffer> {
  const members = packages.map(({ pkgname, version = "1-1", provides = [] }): TarSource => {
    const list = provides.length > 0 ? `%PROVIDES%\n${provides.join("\n")}\n\n` : "";
    const desc = `%NAME%\n${pkgname}\n\n%VERSION%\n${version}\n\n${list}`;
    return { type: "file", path: `${pkgname}-${version}/desc`, mode: 0o644, content: Buffer.from(desc) };
  });
  return gzipSync(Buffer.concat(await Array.fromAsync(writeTar(members))));
}

/** A mirror that keeps count and may be told to misbehave. */
class Mirror {
  readonly files = new Map<string, { body: Buffer; etag: string }>();
  readonly statuses: number[] = [];
  failures: (number | "cut" | "hang up")[] = [];
  readonly #server: Server = createServer((request, response) => {
    const file = this.files.get(request.url ?? "");
    const failure = this.failures.shift();
    if (failure === "hang up") return request.socket.destroy();
    const status = failure === "cut" || !failure ? (file ? 200 : 404) : failure;
    const same = status === 200 && file?.etag === request.headers["if-none-match"];
    this.statuses.push(same ? 304 : status);
    response.writeHead(same ? 304 : status, { etag: file?.etag ?? '"none"' });
    if (failure === "cut") return response.write(file?.body.subarray(0, 40), () => request.socket.destroy());
    return response.end(same ? undefined : file?.body);
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/$repo/os/$arch`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

describe("the names of core and extra", () => {
  let folder: string;
  let mirror: Mirror;
  let address: string;
  const signal = new AbortController().signal;
  const read = (from = address) => readDistribution({ mirror: from, folder: join(folder, "cache"), signal });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "distribution-"));
    mirror = new Mirror();
    address = await mirror.listen();
    const core = await database({ pkgname: "bash", version: "5.3-1", provides: ["sh"] });
    const extra = await database(
      { pkgname: "bash", version: "1-1" },
      { pkgname: "foo", version: "2:3+r1-1", provides: ["libfoo.so=3-64", "sh=2"] },
    );
    mirror.files.set("/core/os/x86_64/core.db", { body: core, etag: '"c1"' });
    mirror.files.set("/extra/os/x86_64/extra.db", { body: extra, etag: '"e1"' });
  });
  afterEach(async () => {
    mirror.close();
    await rm(folder, { recursive: true });
  });

  it("are found by name, core first, and by what packages provide", async () => {
    const { names, notes } = await read();
    assert.equal(names.version("bash"), "5.3-1");
    assert.equal(names.version("foo"), "2:3+r1-1");
    assert.equal(names.version("constructor"), null);
    assert.deepEqual(names.providers("libfoo.so"), [{ pkgname: "foo", version: "3-64" }]);
    assert.deepEqual(names.providers("sh"), [
      { pkgname: "bash", version: null },
      { pkgname: "foo", version: "2" },
    ]);
    assert.deepEqual(names.providers("bash"), []);
    assert.deepEqual(notes, []);
  });

  it("are asked for again only as far as they changed", async () => {
    await read();
    mirror.files.set("/extra/os/x86_64/extra.db", { body: await database({ pkgname: "new" }), etag: '"e2"' });
    const { names } = await read();
    assert.equal(names.version("new"), "1-1");
    assert.equal(names.version("foo"), null);
    assert.equal(names.version("bash"), "5.3-1");
    assert.deepEqual(mirror.statuses.slice(2).sort(), [200, 304]);
  });

  it("come from the last time, with a note, where the mirror fails or sends rubbish", async () => {
    await read();
    mirror.files.clear();
    const { names, notes } = await read();
    assert.equal(names.version("bash"), "5.3-1");
    assert.match(
      notes[0] ?? "",
      /names of core are those of 2\d\d\d-.*core\.db could not be read \(it answered 404\)/,
    );
    mirror.files.set("/core/os/x86_64/core.db", { body: Buffer.from("<html>"), etag: '"x"' });
    assert.match((await read()).notes[0] ?? "", /core\.db is damaged: neither zstd nor gzip/);
  });

  it("are an error with advice where nothing is known from before", async () => {
    mirror.files.clear();
    await assert.rejects(read(), { code: "unreachable", message: /answered 404.*check `mirror:`/ });
    mirror.close();
    await assert.rejects(read(), { code: "unreachable", message: /connection was refused/ });
  });

  it("survive a mirror that fails for a moment", async () => {
    mirror.failures = [503, "hang up", "cut", 429];
    const { notes } = await read();
    assert.deepEqual(notes, []);
  });

  it("are not taken from an answer that was cut", async () => {
    mirror.failures = Array.from({ length: 6 }, () => "cut" as const);
    await assert.rejects(read(), {
      code: "unreachable",
      message: /could not be read \(the connection was cut/,
    });
    assert.equal(mirror.statuses.length, 6);
  });

  it("are read from a folder, again only when its files changed", async () => {
    for (const name of ["core", "extra"]) {
      await mkdir(join(folder, name, "x86_64"), { recursive: true });
      await writeFile(join(folder, name, "x86_64", `${name}.db`), await database({ pkgname: `in-${name}` }));
    }
    const local = `${pathToFileURL(folder).href}/$repo/$arch`;
    assert.equal((await read(local)).names.version("in-extra"), "1-1");
    const kept = await readdir(join(folder, "cache"));
    const texts = () => Promise.all(kept.map((file) => readFile(join(folder, "cache", file), "utf8")));
    const before = await texts();
    await read(local);
    assert.deepEqual(await texts(), before);
    const file = join(folder, "core/x86_64/core.db");
    await writeFile(file, await database({ pkgname: "changed" }));
    await utimes(file, 1000, 1000);
    assert.equal((await read(local)).names.version("changed"), "1-1");
    await rm(file);
    assert.match((await read(local)).notes[0] ?? "", /core\.db could not be read \(ENOENT/);
  });

  it("are read anew where what was kept is damaged", async () => {
    await read();
    for (const file of await readdir(join(folder, "cache"))) {
      await writeFile(join(folder, "cache", file), "{");
    }
    assert.equal((await read()).names.version("foo"), "2:3+r1-1");
  });

  it("are not waited for once the caller gave up", async () => {
    mirror.failures = [503, 503];
    await assert.rejects(readDistribution({ mirror: address, folder, signal: AbortSignal.timeout(100) }), {
      name: /TimeoutError|AbortError/,
    });
  });

  it("of 15,000 packages cost a start less than 50 ms once they are known", async () => {
    const many = Array.from({ length: 15_000 }, (_, i) => ({
      pkgname: `package-${i}`,
      provides: [`lib${i}.so=1-64`],
    }));
    mirror.files.set("/extra/os/x86_64/extra.db", { body: await database(...many), etag: '"e3"' });
    await read();
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      const { names } = await read();
      assert.equal(names.version("package-14999"), "1-1");
      times.push(performance.now() - start);
    }
    // The quickest counts: the machine may be busy with other tests.
    assert.ok(Math.min(...times) < 50, `took ${times} ms`);
  });
});
