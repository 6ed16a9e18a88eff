import type { Manifest } from "../../documents/index.ts";
import type { Entry } from "../../packages-yaml/packages-yaml.ts";
import type { Verifier } from "../../signing/index.ts";
import type { Store } from "../../store/index.ts";
import type { RedirectProbe } from "../placing/redirect-probe.ts";
import type { Signing } from "../signing.ts";
import type { VerifyRequest } from "./verify-store.ts";

export type RepairRequest = Pick<VerifyRequest, "readers"> & {
  readonly repositoryName: string;
  readonly signing: Signing;
  /** Key of the manifest to go on from, where a person chose it; null: the newest that is proven. */
  readonly from: string | null;
  /** Fingerprint of the key, or subkey, that has signed the repository until now, where a person says so; null: the same as now. */
  readonly signedBy: string | null;
  /** Packages, or entries with all of theirs, to go on without where they are lost; "*": all that are. */
  readonly drop: readonly string[];
  /** Of packages.yaml. */
  readonly entries: readonly Entry[];
  readonly keepSeconds: number;
  /** What the public address does with redirects now; null: there is no such address. */
  probe(): Promise<RedirectProbe | null>;
  readonly run: Manifest["run"];
  readonly now: Date;
};

/** What a repair works on; `say` notes what was done. */
export type RepairWork = {
  readonly store: Store;
  readonly request: RepairRequest;
  /** Judges who signed what; null: there is no key, and nothing is signed. */
  readonly judge: Verifier | null;
  /** A folder of this machine for what is on its way. */
  readonly workspace: string;
  say(done: string): void;
};
