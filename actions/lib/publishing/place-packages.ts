import type { Store } from "../store/index.ts";
import { PACKAGE_HEADERS } from "./headers.ts";
import type { CandidatePackage } from "./publication.ts";
import { PublishingError } from "./publishing-error.ts";
import { digestOf } from "./stored-object.ts";

/**
 * Puts package files into the store; nobody sees them before a database names them. A name that is taken must hold the
 * same bytes: other bytes are never written over (security.md case 72).
 */
export async function placePackages(store: Store, packages: readonly CandidatePackage[]): Promise<void> {
  for (const { path, published } of packages) {
    const body = { file: path, bytes: published.bytes };
    if ((await store.create(published.object, body, PACKAGE_HEADERS)) === "created") continue;
    const found = await digestOf(store, published.object);
    if (found?.sha256 === published.sha256) continue;
    throw new PublishingError(
      "foreign-object",
      `${store.place}/${published.object} holds other bytes (sha256 ${found?.sha256}) than the package to publish ` +
        `(sha256 ${published.sha256}): nothing is ever written over it. If no published database names it, delete it`,
    );
  }
}
