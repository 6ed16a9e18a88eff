import type { State } from "../../../actions/lib/documents/index.ts";
import type { PackagesYaml } from "../../../actions/lib/packages-yaml/index.ts";
import { examineContainers } from "../../../actions/lib/set-up/index.ts";
import {
  accessTo,
  type Environment,
  MissingKeyError,
  type Workspace,
} from "../../../actions/lib/workspace/index.ts";

export type PublishingFrom = {
  readonly repository: Pick<PackagesYaml["repository"], "store">;
  readonly environment: Pick<Environment, "aws" | "signingKey">;
  /** What is published; null: nothing. */
  readonly state: Pick<State, "signedBy"> | null;
};

/** Why a run from here could not publish, for want of a key; null: no key is lacking. */
export function lackOfKeys({ repository: { store }, environment, state }: PublishingFrom): string | null {
  const lacks = [...lackOfAccess(store, environment), ...lackOfSigner(store, environment, state)];
  if (lacks.length === 0) return null;
  return `nothing of this could be published from here: ${lacks.join("; and ")}`;
}

type Store = PublishingFrom["repository"]["store"];

function lackOfAccess(store: Store, { aws }: PublishingFrom["environment"]): readonly string[] {
  try {
    accessTo(store, aws);
    return [];
  } catch (error) {
    if (error instanceof MissingKeyError) return [error.message];
    throw error;
  }
}

function lackOfSigner(
  store: Store,
  { signingKey }: PublishingFrom["environment"],
  state: PublishingFrom["state"],
): readonly string[] {
  const signer = state?.signedBy?.primary ?? null;
  if (signingKey !== null || (signer === null && store.kind === "directory")) return [];
  const why =
    signer === null ? "what a bucket publishes is signed" : `what is published is signed by ${signer}`;
  return [`AUTOREPO_SIGNING_KEY is not set, and ${why} (\`scripts/autorepo doctor\` tells how)`];
}

/** Why a run would end before its first build; null: an engine and the image are here. */
export async function lackOfContainers(
  { engine }: Pick<Environment, "engine">,
  { folder, packagesYaml }: Workspace,
): Promise<string | null> {
  const question = { folder, engine, image: packagesYaml.repository.image };
  const lack = (await examineContainers(question)).find(({ status }) => status !== "found");
  if (lack === undefined) return null;
  const commands = lack.remedies.flatMap((remedy) => (remedy.kind === "command" ? [remedy.command] : []));
  return `none of this could be built now: ${lack.says} (${commands.map((one) => `\`${one}\``).join(", ")})`;
}
