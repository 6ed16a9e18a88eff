/** Loaded only where something is signed or verified: it takes a tenth of a second. */
export type Openpgp = typeof import("openpgp");

export async function loadOpenpgp(): Promise<Openpgp> {
  return await import("openpgp");
}
