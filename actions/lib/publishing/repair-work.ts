import type { Manifest } from "../documents/index.ts";
import type { Store } from "../store/index.ts";
import type { RecoveryRequest } from "./recover-state.ts";
import type { RedirectProbe } from "./redirect-probe.ts";
import type { VerifyRequest } from "./verify-store.ts";

export type RepairRequest = RecoveryRequest &
  Pick<VerifyRequest, "readers"> & {
    /** What the public address does with redirects now; null: there is no such address. */
    probe(): Promise<RedirectProbe | null>;
    readonly run: Manifest["run"];
    readonly now: Date;
  };

/** What a repair works on; `say` notes what was done. */
export type RepairWork = {
  readonly store: Store;
  readonly request: RepairRequest;
  /** A folder of this machine for what is on its way. */
  readonly workspace: string;
  say(done: string): void;
};
