import type { Manifest } from "../../documents/index.ts";
import { signatureKey } from "../objects/signatures.ts";
import { stateCopyKey } from "./state-copies.ts";

/** What autorepo makes under a name of its own for every publication; nothing else is ever taken for garbage. */
export type ObjectKind = "package" | "database" | "manifest" | "state copy" | "probe" | "run page";

const ID = "[0-9]+-[0-9a-f]{16}";
const PATTERNS: readonly (readonly [ObjectKind, RegExp])[] = [
  ["package", /^[^/]+\.[0-9a-f]{8}\.pkg\.tar\.zst(\.sig)?$/],
  ["database", new RegExp(`^gen/${ID}/[^/]+$`)],
  ["manifest", new RegExp(`^manifests/${ID}\\.json$`)],
  ["state copy", new RegExp(`^states/${ID}\\.json$`)],
  ["probe", /^probe\/|^probe-[0-9a-f]{16}$/],
  ["run page", /^report\/run\/[^/]+\/./],
];

/** The kind of an object by its key; null: it is none that comes and goes with publications. */
export function kindOf(key: string): ObjectKind | null {
  return PATTERNS.find(([, pattern]) => pattern.test(key))?.[0] ?? null;
}

/** The run that a page below `report/run/` belongs to, as it is named there. */
export function runOf(key: string): string | null {
  return /^report\/run\/([^/]+)\//.exec(key)?.[1] ?? null;
}

/** Every key that a publication needs, signatures included whether there are some or not. */
export function* keysOf(
  manifest: Manifest,
  { key, repositoryName }: { key: string; repositoryName: string },
): Generator<string> {
  yield key;
  yield stateCopyKey(manifest);
  const packages = manifest.entries.flatMap(({ built }) => built?.packages ?? []);
  const databases = ["db", "files"].map((kind) => `${manifest.database}${repositoryName}.${kind}`);
  for (const object of [...databases, ...packages.map((one) => one.object)]) {
    yield object;
    yield signatureKey(object);
  }
}
