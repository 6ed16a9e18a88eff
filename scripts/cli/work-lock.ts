import { createHash } from "node:crypto";
import { createServer } from "node:net";
import { CommandError } from "./exit-codes.ts";

/**
 * Keeps a second call out of the same work folder. An abstract socket (unix(7)) is the lock: the kernel
 * frees it with the process, however that ends, so that none is ever left behind.
 *
 * @throws CommandError `machineLacks` while another call works there
 */
export async function lockWorkFolder(folder: string): Promise<AsyncDisposable> {
  const name = `\0arch-autorepo-${createHash("sha256").update(folder).digest("hex").slice(0, 32)}`;
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? taken(folder) : error),
    );
    server.listen(name, resolve);
  });
  server.unref();
  return {
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function taken(folder: string): CommandError {
  const message = `another scripts/autorepo works in ${folder}: let it finish, or stop it first`;
  return new CommandError("machineLacks", message);
}
